import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/problem.ts";
import { readHttpRoutes } from "../../src/routing/readHttpRoutes.ts";

const http = [
  {
    name: "v1",
    match: [{ uri: { prefix: "/v1" }, headers: { a: {} } }],
    route: [{ destination: { host: "payments" } }],
    somethingNew: { kept: true },
  },
  { redirect: { uri: "/" } },
];

describe("a team's own routes", () => {
  it("are a list, of which every field is kept", () => {
    expect(read(http)).toEqual({ routes: http, problems: [] });
  });

  it("are a VirtualService's, if it has any", () => {
    expect(read({ kind: "VirtualService", spec: { hosts: ["payments"], http } })).toEqual({
      routes: http,
      problems: [],
    });
    expect(read({ kind: "VirtualService", spec: {} })).toEqual({ routes: [], problems: [] });
  });

  it("mean the same in any namespace as in their VirtualService's", () => {
    const full = (name: string) => ({ host: `${name}.bank.svc.cluster.local` });
    const spec = {
      http: [
        {
          match: [{ gateways: ["mesh", "own", "edge/public"] }],
          route: [
            { destination: { host: "payments", subset: "v1" }, weight: 1 },
            { destination: { host: "example.com" }, weight: 99 },
          ],
          mirror: { host: "audit" },
          mirrors: [{ destination: { host: "audit" }, percentage: { value: 1 } }],
        },
        { delegate: { name: "other" } },
        { delegate: { name: "other", namespace: "shop" } },
      ],
    };
    const virtualService = { kind: "VirtualService", metadata: { namespace: "bank" }, spec };
    expect(read(virtualService).routes).toEqual([
      {
        match: [{ gateways: ["mesh", "bank/own", "edge/public"] }],
        route: [
          { destination: { ...full("payments"), subset: "v1" }, weight: 1 },
          { destination: { host: "example.com" }, weight: 99 },
        ],
        mirror: full("audit"),
        mirrors: [{ destination: full("audit"), percentage: { value: 1 } }],
      },
      { delegate: { name: "other", namespace: "bank" } },
      { delegate: { name: "other", namespace: "shop" } },
    ]);
  });
});

describe("a value that is not a list of routes is a problem", () => {
  const route = [{ destination: { host: "payments" } }];
  it.each<[unknown, string, string]>([
    [undefined, "base", "expected a list of HTTP routes, received nothing"],
    [
      { spec: {} },
      "base",
      "expected a list of HTTP routes or a VirtualService, received a mapping without a kind",
    ],
    [
      { kind: "Gateway" },
      "base",
      'expected a list of HTTP routes or a VirtualService, received the kind "Gateway"',
    ],
    [
      { kind: "VirtualService", spec: { tcp: [] } },
      "base: spec.tcp",
      "only HTTP routes can be kept",
    ],
    [["x"], "base[0]", 'expected an HTTP route, received "x"'],
    [[{ name: 1, route }], "base[0].name", "expected a text, received 1"],
    [[{ match: {}, route }], "base[0].match", "expected a list, received {}"],
    [[{ match: ["x"], route }], "base[0].match[0]", 'expected a mapping, received "x"'],
    [
      [{ match: [{ uri: "/v1" }], route }],
      "base[0].match[0].uri",
      'expected exact, prefix or regex with a text, received "/v1"',
    ],
    [
      [{ match: [{ headers: { a: { exact: 1 } } }], route }],
      "base[0].match[0].headers.a",
      'expected exact, prefix or regex with a text, received {"exact":1}',
    ],
    [
      [{ match: [{ uri: {} }], route }],
      "base[0].match[0].uri",
      "expected exact, prefix or regex with a text, received {}",
    ],
    [[{}], "base[0]", "expected one of route, redirect, directResponse, delegate, received []"],
    [
      [{ route, redirect: {} }],
      "base[0]",
      'expected one of route, redirect, directResponse, delegate, received ["route","redirect"]',
    ],
    [
      [{ route: [{ host: "x" }] }],
      "base[0].route[0].destination.host",
      "expected a host, received nothing",
    ],
    [[{ route, mirror: {} }], "base[0].mirror.host", "expected a host, received nothing"],
    [
      [{ route, mirrors: [{ host: "x" }] }],
      "base[0].mirrors[0].destination.host",
      "expected a host, received nothing",
    ],
    [
      [{ route, match: [{ gateways: "mesh" }] }],
      "base[0].match[0].gateways",
      'expected a list of names, received "mesh"',
    ],
    [[{ delegate: "x" }], "base[0].delegate", 'expected a mapping, received "x"'],
  ])("%j", (value, where, what) => {
    const { routes, problems } = read(value);
    expect(routes).toEqual([]);
    expect(problems.map((problem) => [problem.where, problem.what])).toEqual([[where, what]]);
  });
});

function read(value: unknown) {
  const problems: Problem[] = [];
  return { routes: readHttpRoutes(value, "base", problems), problems };
}
