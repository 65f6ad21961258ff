import { describe, expect, it } from "vitest";
import { actionOf, changed } from "../../../src/local/proxy/action.ts";
import type { HttpMatch, HttpRoute } from "../../../src/routing/httpRoute.ts";

const HOST = "users.shop.svc.cluster.local";
const to = { destination: { host: HOST } };

describe("what becomes of a request", () => {
  it("goes to the route's destination, its target as it was", () => {
    expect(act({ route: [to] })).toEqual({
      kind: "forward",
      host: HOST,
      target: "/v1/users?page=2",
      request: { set: {}, add: {}, remove: [] },
      response: { set: {}, add: {}, remove: [] },
    });
  });

  it("has its headers changed by the route and then by the destination", () => {
    const route: HttpRoute = {
      headers: {
        request: { set: { "X-Preview": "pr-12", "x-a": "route" }, remove: ["X-Gone"] },
        response: { add: { "x-b": "1" } },
      },
      route: [{ ...to, headers: { request: { set: { "x-a": "destination" } } } }],
    };
    expect(act(route)).toMatchObject({
      request: { set: { "x-preview": "pr-12", "x-a": "destination" }, add: {}, remove: ["x-gone"] },
      response: { set: {}, add: { "x-b": "1" }, remove: [] },
    });
  });

  it.each<[string, HttpMatch | undefined, NonNullable<HttpRoute["rewrite"]>, string]>([
    ["a matched prefix", { uri: { prefix: "/v1/" } }, { uri: "/" }, "/users?page=2"],
    ["the path of an exact match", { uri: { exact: "/v1/users" } }, { uri: "/all" }, "/all?page=2"],
    ["the path of a regex match", { uri: { regex: "/v1/.*" } }, { uri: "/all" }, "/all?page=2"],
    ["the slash of a match without a path", undefined, { uri: "/api/" }, "/api/v1/users?page=2"],
    [
      "what a pattern finds",
      undefined,
      { uriRegexRewrite: { match: "^/v1/(.*)$", rewrite: "/\\1/$" } },
      "/users/$?page=2",
    ],
  ])("has %s rewritten, its query kept", (_, match, rewrite, target) => {
    expect(act({ rewrite, route: [to] }, match)).toMatchObject({ target });
  });

  it("has its host rewritten", () => {
    expect(act({ rewrite: { authority: "users" }, route: [to] })).toMatchObject({
      target: "/v1/users?page=2",
      request: { set: { host: "users" } },
    });
  });

  it("goes to one of several destinations in proportion to their weights", () => {
    const route = [
      { destination: { host: "a" }, weight: 90 },
      { destination: { host: "b" }, weight: 10 },
      { destination: { host: "c" }, weight: 0 },
    ];
    const chosen = [0, 0.89, 0.9, 0.99].map((random) => act({ route }, undefined, random));
    expect(chosen.map((action) => "host" in action && action.host)).toEqual(["a", "a", "b", "b"]);
  });

  it.each<[string, HttpRoute, number, string, Record<string, string>]>([
    [
      "a redirect",
      { redirect: { uri: "/new", authority: "new.shop", redirectCode: 308 } },
      308,
      "",
      { location: "http://new.shop/new" },
    ],
    [
      "a redirect of the port alone",
      { redirect: { port: 8443, scheme: "https" } },
      301,
      "",
      { location: "https://users.shop:8443/v1/users?page=2" },
    ],
    [
      "a direct response",
      { directResponse: { status: 410, body: { string: "gone" } } },
      410,
      "gone",
      { "content-type": "text/plain" },
    ],
    [
      "an abort for all",
      { fault: { abort: { httpStatus: 503, percentage: { value: 100 } } }, route: [to] },
      503,
      "fault filter abort",
      { "content-type": "text/plain" },
    ],
    [
      "a route without a destination",
      { name: "empty" },
      503,
      'route "empty" leads nowhere',
      { "content-type": "text/plain" },
    ],
  ])("is answered at once by %s", (_, route, status, body, headers) => {
    expect(act(route)).toEqual({ kind: "answer", status, headers, body });
  });
});

describe("changes of headers", () => {
  it("set, then add behind what is there, then remove", () => {
    expect(
      changed(
        { a: "1", b: "2", c: "3" },
        { set: { a: "x" }, add: { b: "4", d: "5" }, remove: ["c"] },
      ),
    ).toEqual({ a: "x", b: "2,4", d: "5" });
  });
});

function act(route: HttpRoute, match?: HttpMatch, random = 0) {
  const headers = { host: "users.shop:8080" };
  return actionOf(route, match, { method: "GET", target: "/v1/users?page=2", headers }, random);
}
