import { expect, test } from "vitest";
import { campaignOf, problemsOf, serviceOf } from "../stack.ts";

const FIXED = { kind: "fixed", ms: 100 };

test("latency is made in the mesh with Istio and in the mock without, unless the stack says otherwise", () => {
  const inject = (settings: string) => serviceOf(settings).latency.inject;
  expect(inject("")).toBe("mesh");
  expect(inject("istio: none")).toBe("mock");
  expect(inject("latency: { inject: mock }")).toBe("mock");
});

test("latency keeps the stack's default apart from the service's, between which the latency file comes", () => {
  const rest = "delivery: configMap, latency: { inject: mock, default: { p95: 100ms } }";
  expect(serviceOf("", rest).latency).toEqual({
    inject: "mock",
    enabled: true,
    routes: {},
    stackDefault: FIXED,
  });
  expect(serviceOf("latency: { default: { p95: 100ms } }", rest).latency).toEqual({
    inject: "mock",
    enabled: true,
    routes: {},
    stackDefault: FIXED,
    default: FIXED,
  });
});

test.each(["none", "{ enabled: false }"])(
  "latency: %s switches it off, for one service or for all that say nothing else",
  (word) => {
    const off = { inject: "mesh", enabled: false, routes: {} };
    const rest = `delivery: configMap, latency: ${word}`;
    expect(serviceOf(`latency: ${word}`).latency).toEqual(off);
    expect(serviceOf("", rest).latency).toEqual(off);
    expect(serviceOf("latency: { enabled: true, inject: mock }", rest).latency).toEqual({
      inject: "mock",
      enabled: true,
      routes: {},
    });
  },
);

test("names profiles that make no sense by their route", () => {
  const routes = '{ "GET /a": { p50: 9s, p95: 1s }, "GET /b": null }';
  expect(problemsOf(() => serviceOf(`latency: { routes: ${routes} }`))).toEqual([
    'stack: services[0].latency.routes["GET /a"]: p50 (9s) is above p95 (1s).\n  A higher quantile is never the faster one.',
    expect.stringMatching(
      /^stack: services\[0\]\.latency\.routes\["GET \/b"\]: expected a latency profile such as .*, received null\.$/,
    ),
  ]);
});

test("faults of the stack, of the service and of its routes are kept apart", () => {
  const rest = "delivery: configMap, latency: { faults: { default: { 500: 1% } } }";
  const stackDefault = [{ kind: 500, share: 0.01 }];
  expect(serviceOf("", rest).latency.faults).toEqual({ routes: {}, stackDefault });
  const own = 'latency: { faults: { default: {}, "GET /a": { 503: 2%, reset: 0.5% } } }';
  expect(serviceOf(own, rest).latency.faults).toEqual({
    stackDefault,
    default: [],
    routes: {
      "GET /a": [
        { kind: 503, share: 0.02 },
        { kind: "reset", share: 0.005 },
      ],
    },
  });
  expect(serviceOf("latency: none", rest).latency.faults).toBeUndefined();
  expect(serviceOf("").latency.faults).toBeUndefined();
});

test("faults that make no sense are named by their route and kind", () => {
  const of = (faults: string) => problemsOf(() => serviceOf(`latency: { faults: ${faults} }`));
  const where = "stack: services[0].latency.faults";
  expect(of('{ "GET /a": { 503: 2%, slow: 1% }, default: { 500: 1 } }')).toEqual([
    `${where}["GET /a"]: expected a status from 400 to 599, "reset" or "truncate", received "slow".`,
    `${where}.default["500"]: expected a share of requests such as "2%", received 1.`,
  ]);
  expect(of("5%")).toEqual([
    `${where}: expected faults by route, such as GET /users/{id}: {503: 2%}, received "5%".`,
  ]);
  expect(of("{ default: { secure: AAAA } }")).toEqual([
    `${where}: expected faults by route, received an encrypted value.\n  This command cannot read encrypted values; \`pulumi\` can. Write this one in plain text.`,
  ]);
});

test("a route's faults are no setting for all services", () => {
  const stack = () =>
    campaignOf(`
      defaults: { delivery: configMap, latency: { faults: { "GET /a": { 500: 1% }, default: {} } } }
      services: [{ name: a, spec: a.yaml }]`);
  expect(problemsOf(stack)).toEqual([
    'stack: defaults.latency.faults["GET /a"]: a route\'s faults belong to one service.\n  Write them in its latency.',
  ]);
});

test("names of routes in a source of latencies are a service's own", () => {
  const names = 'latency: { names: { "Users#show": "GET /users/{id}" } }';
  expect(serviceOf(names).latency.names).toEqual({ "Users#show": "GET /users/{id}" });
  const shared = `delivery: configMap, ${names}`;
  expect(problemsOf(() => serviceOf("", shared))).toEqual([
    "stack: defaults.latency.names: names belong to one service.\n  Write them in its latency.",
  ]);
});
