import { describe, expect, it } from "vitest";
import type { HttpMatch, HttpRoute } from "../../src/routing/httpRoute.ts";
import { firstMatch, matches } from "../../src/routing/interpret.ts";

const route = [{ destination: { host: "payments" } }];
const request = {
  method: "GET",
  target: "/v1/payments?a=1&b&c=",
  headers: {
    host: "shop.example",
    "x-user": "ann",
    many: ["a", "b"],
    accent: "\xc3\xa9",
    octet: "\xff",
  },
};

describe("the route that takes a request", () => {
  const list: HttpRoute[] = [
    { match: [{ uri: { exact: "/v1" } }, { uri: { prefix: "/v1/pay" } }], route },
    { match: [{ uri: { prefix: "/v1" } }], route },
    { match: [], route },
    { route },
  ];
  it("is the first with an alternative that matches", () => {
    expect(firstMatch(list, request)).toEqual({ index: 0, alternative: 1, route: list[0] });
  });

  it("may be one without a match", () => {
    const other = { ...request, target: "/" };
    expect(firstMatch(list, other)).toEqual({ index: 2, alternative: 0, route: list[2] });
  });

  it("may be none", () => {
    expect(firstMatch(list.slice(0, 2), { ...request, target: "/" })).toEqual(undefined);
  });
});

describe("an alternative", () => {
  it.each<[boolean, HttpMatch]>([
    [true, {}],
    [true, { uri: { exact: "/v1/payments" } }],
    [false, { uri: { exact: "/V1/payments" } }],
    [true, { uri: { exact: "/V1/Payments" }, ignoreUriCase: true }],
    [true, { uri: { prefix: "/V1" }, ignoreUriCase: true }],
    [false, { uri: { regex: "/V1/.*" }, ignoreUriCase: true }],
    [true, { uri: { regex: "/v1/[^/]+" } }],
    [false, { uri: { regex: "/v1" } }],
    [true, { method: { exact: "GET" }, scheme: { exact: "http" } }],
    [false, { method: { exact: "get" } }],
    [true, { authority: { prefix: "shop." } }],
    [true, { headers: { "X-User": { exact: "ann" }, ":path": { prefix: "/v1/payments?" } } }],
    [false, { headers: { "x-user": { exact: "ann" }, "x-none": { regex: ".*" } } }],
    [true, { headers: { "x-user": {} } }],
    [true, { headers: { "x-user": { regex: "*" } } }],
    [false, { headers: { "x-none": {} } }],
    [true, { headers: { many: { exact: "a,b" } } }],
    [true, { headers: { accent: { regex: "é" } } }],
    [true, { headers: { octet: { regex: "." } } }],
    [true, { headers: { octet: { prefix: "\xff" } } }],
    [true, { withoutHeaders: { "x-user": { exact: "bob" }, "x-none": {} } }],
    [false, { withoutHeaders: { "x-user": { regex: "*" } } }],
    [false, { withoutHeaders: { "x-none": { regex: ".*" } } }],
    [true, { queryParams: { a: { exact: "1" }, b: { exact: "" }, c: {} } }],
    [false, { queryParams: { d: {} } }],
    [true, { gateways: ["shop/public", "mesh"], port: 80 }],
    [false, { gateways: ["shop/public"] }],
    [false, { port: 8080 }],
    [false, { sourceLabels: { app: "web" } }],
    [false, { sourceNamespace: "shop" }],
  ])("takes the request: %s, by %j", (expected, match) => {
    expect(matches(match, request)).toEqual(expected);
  });
});
