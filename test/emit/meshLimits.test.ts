import { expect, test } from "vitest";
import { httpRoutes } from "../../emit/httpRoutes.ts";
import { meshProblems, meshWarnings } from "../../emit/meshLimits.ts";
import { CONFIG, tableOf } from "./fixture.ts";

test("a delay that Istio does not take is a problem that names the route and the way out", () => {
  const plan = {
    default: { kind: "fixed", ms: 0.8 },
    routes: {
      "GET /a": { kind: "uniform", from: 0.1, to: 0.5 },
      "GET /b": { kind: "fixed", ms: 1e13 },
    },
  } as const;
  const fix = 'Write "inject: mock": the mock makes delays of any length.';
  expect(meshProblems(CONFIG, plan)).toEqual([
    {
      where: "payments.latency",
      what: "default: expected a delay of at least 1ms in the mesh, received 800us",
      fix,
    },
    {
      where: "payments.latency",
      what: "GET /a: expected a delay of at least 1ms in the mesh, received 500us",
      fix,
    },
    {
      where: "payments.latency",
      what: "GET /b: expected a delay of at most 596500h in the mesh, received 2778000h",
      fix,
    },
  ]);
});

test("no delay, one millisecond, and a distribution that begins below it are no problems", () => {
  const plan = {
    default: { kind: "fixed", ms: 0 },
    routes: {
      "GET /a": { kind: "fixed", ms: 1 },
      "GET /b": { kind: "lognormal", median: 0.5, p99: 30 },
    },
  } as const;
  expect(meshProblems(CONFIG, plan)).toEqual([]);
  expect(meshWarnings(CONFIG, plan, [])).toEqual([]);
});

test("a fixed delay that Istio rounds is said", () => {
  const plan = { routes: { "GET /a": { kind: "fixed", ms: 12.4 } } } as const;
  expect(meshWarnings(CONFIG, plan, [])).toEqual([
    {
      where: "payments.latency",
      what: "GET /a: 12.4ms becomes 12ms: Istio knows whole milliseconds only",
    },
  ]);
});

test("more than 100 path templates in bands are said, with both ways out", () => {
  const warningsOf = (count: number) => {
    const keys = Array.from({ length: count }, (_, i) => `GET /${i}`);
    const routes = Object.fromEntries(
      keys.map((key) => [key, { kind: "uniform", from: 10, to: 20 } as const]),
    );
    const http = httpRoutes(CONFIG, tableOf(keys), { routes }, "host");
    return meshWarnings(CONFIG, { routes }, http);
  };
  expect(warningsOf(100)).toEqual([]);
  expect(warningsOf(101)).toEqual([
    {
      where: "payments.latency",
      what: "101 path templates in bands are 810 routes in every caller's proxy, which slows all requests down; more than 100 are many",
      fix: 'Write "inject: mock", or give fewer routes a distribution of their own.',
    },
  ]);
});
