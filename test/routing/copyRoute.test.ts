import { describe, expect, it } from "vitest";
import { andMatches, leadsTo, leadTo } from "../../src/routing/copyRoute.ts";
import type { HttpRoute } from "../../src/routing/httpRoute.ts";
import { HOST } from "./arbitraries.ts";

const REPLICA = "payments-pr-1.shop.svc.cluster.local";

describe("a route that leads elsewhere", () => {
  const rest = {
    rewrite: { uri: "/" },
    timeout: "5s",
    retries: { attempts: 2 },
    headers: { request: { set: { a: "b" } } },
    corsPolicy: { allowOrigins: [{ exact: "*" }] },
    fault: { abort: { httpStatus: 503, percentage: { value: 1 } } },
    mirror: { host: "audit" },
  };

  it("does everything else that it did", () => {
    expect(
      leadTo({ ...rest, route: [{ destination: { host: HOST } }] }, HOST, { host: REPLICA }),
    ).toEqual({ ...rest, route: [{ destination: { host: REPLICA } }] });
  });

  it("has neither weights nor subsets of the former destinations, and its own port", () => {
    const route = [
      { destination: { host: HOST, subset: "v1", port: { number: 8080 } }, weight: 90 },
      { destination: { host: HOST, subset: "v2" }, weight: 10, headers: {} },
    ];
    expect(leadTo({ route }, HOST, { host: HOST, port: 81, subset: "pr-1" })).toEqual({
      route: [{ destination: { host: HOST, port: { number: 81 }, subset: "pr-1" } }],
    });
  });

  it("keeps the origin's port for a destination that names none", () => {
    const route = [
      { destination: { host: "ledger", port: { number: 9090 } }, weight: 50 },
      { destination: { host: "payments", port: { number: 8080 } }, weight: 50 },
    ];
    expect(leadTo({ route }, HOST, { host: REPLICA })).toEqual({
      route: [{ destination: { host: REPLICA, port: { number: 8080 } } }],
    });
  });

  it("keeps what a single destination does with headers", () => {
    const headers = { response: { set: { a: "b" } } };
    expect(
      leadTo({ route: [{ destination: { host: HOST }, headers }] }, HOST, { host: REPLICA }),
    ).toEqual({
      route: [{ destination: { host: REPLICA }, headers }],
    });
  });
});

describe("a route leads to a host", () => {
  const to = (...hosts: string[]): HttpRoute => ({
    route: hosts.map((host) => ({ destination: { host }, weight: 100 / hosts.length })),
  });
  it.each<[string, HttpRoute, boolean]>([
    ["by its full name", to(HOST), true],
    ["by a short name, in the host's namespace", to("payments"), true],
    ["by one of its weights", to("ledger", "payments"), true],
    ["not by a name with a dot, which Istio does not complete", to("payments.shop"), false],
    ["not by another's name", to("ledger"), false],
    ["not by a redirect", { redirect: { uri: "/" } }, false],
  ])("%s", (_, route, expected) => {
    expect(leadsTo(route, HOST)).toEqual(expected);
  });
});

describe("alternatives that must hold both", () => {
  const [a, b] = [{ headers: { a: { exact: "1" } } }, { headers: { b: { exact: "1" } } }];

  it("are one for each pair", () => {
    expect(
      andMatches([{ uri: { prefix: "/v1" } }, { headers: { c: { exact: "1" } } }], [a, b]),
    ).toEqual([
      { uri: { prefix: "/v1" }, headers: { a: { exact: "1" } } },
      { uri: { prefix: "/v1" }, headers: { b: { exact: "1" } } },
      { headers: { c: { exact: "1" }, a: { exact: "1" } } },
      { headers: { c: { exact: "1" }, b: { exact: "1" } } },
    ]);
  });

  it.each([[undefined], [[]]])("are the others where a route has none: %j", (none) => {
    expect(andMatches(none, [a, b])).toEqual([a, b]);
  });
});
