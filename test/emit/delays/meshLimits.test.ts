import { expect, test } from "vitest";
import { meshProblems, meshWarnings } from "../../../src/emit/delays/meshLimits.ts";
import { mockVirtualService } from "../../../src/emit/delays/virtualService.ts";
import type { LatencyPlan } from "../../../src/latency/plan.ts";
import type { Profile } from "../../../src/latency/profile.ts";
import { loadedMock, tableOf } from "../fixture.ts";

const WAY_OUT = 'Write "inject: mock": the mock has no such limit.';
const where = "payments.latency";
const spread: Profile = { kind: "uniform", from: 10, to: 20 };

function problemsOf(keys: string[], plan: LatencyPlan) {
  const mock = loadedMock(tableOf(keys), plan);
  return meshProblems(mock, mockVirtualService(mock));
}

function warningsOf(keys: string[], plan: LatencyPlan) {
  const mock = loadedMock(tableOf(keys), plan);
  return meshWarnings(mock, mockVirtualService(mock));
}

test("a load is a problem, because sidecars do not count the requests of the others", () => {
  const plan: LatencyPlan = {
    default: { ...spread, load: { capacity: 800, queue: 100 } },
    routes: { "GET /a": spread },
  };
  expect(problemsOf(["GET /a"], plan)).toEqual([
    {
      where,
      what: "default: expected a profile without load in the mesh, received a capacity of 800/s",
      fix: 'Write "inject: mock": the mock counts the requests that it gets. Each sidecar only sees those of its own pod.',
    },
  ]);
});

test("a delay that Istio does not take is a problem that names the route and the way out", () => {
  const plan: LatencyPlan = {
    default: { kind: "fixed", ms: 0.8 },
    routes: {
      "GET /a": { kind: "uniform", from: 0.1, to: 0.5 },
      "GET /b": { kind: "fixed", ms: 1e13 },
    },
  };
  expect(problemsOf(["GET /a", "GET /b"], plan)).toEqual([
    {
      where,
      what: "default: expected a delay of at least 1ms in the mesh, received 800us",
      fix: WAY_OUT,
    },
    {
      where,
      what: "GET /a: expected a delay of at least 1ms in the mesh, received 500us",
      fix: WAY_OUT,
    },
    {
      where,
      what: "GET /b: expected a delay of at most 596500h in the mesh, received 2778000h",
      fix: WAY_OUT,
    },
  ]);
});

test("no delay, one millisecond, and a distribution that begins below it are no problems", () => {
  const plan: LatencyPlan = {
    default: { kind: "fixed", ms: 0 },
    routes: {
      "GET /a": { kind: "fixed", ms: 1 },
      "GET /b": { kind: "lognormal", median: 0.5, p99: 30 },
    },
  };
  expect(problemsOf(["GET /a", "GET /b"], plan)).toEqual([]);
  expect(warningsOf(["GET /a", "GET /b"], plan)).toEqual([]);
});

test("delays that the mock makes know no limit of the mesh", () => {
  const latency = { inject: "mock" as const, enabled: true, routes: {} };
  const plan = { default: { kind: "fixed" as const, ms: 0.8 }, routes: {} };
  const mock = loadedMock(tableOf([]), plan, { latency });
  expect(meshProblems(mock, undefined)).toEqual([]);
  expect(meshWarnings(mock, undefined)).toEqual([]);
});

test("a path template whose pattern is too long for Istio is a problem, once for all its bands", () => {
  const fits = `GET /${"a".repeat(1017)}/{b}`;
  const long = `GET /${"a".repeat(1018)}/{b}`;
  const plan = { routes: { [fits]: spread, [long]: spread } };
  expect(problemsOf([fits, long], plan)).toEqual([
    {
      where,
      what: `${long}: expected a path whose pattern has at most 1024 characters in the mesh, received 1025`,
      fix: WAY_OUT,
    },
  ]);
});

test("a list that etcd does not store is a problem", () => {
  const keys = Array.from({ length: 500 }, (_, i) => `GET /${i}/{id}`);
  const plan = { routes: Object.fromEntries(keys.map((key) => [key, spread])) };
  expect(problemsOf(keys, plan)).toEqual([
    {
      where,
      what: "expected a VirtualService of at most 1.4 MiB, received 1.6 MiB in 4002 routes",
      fix: WAY_OUT,
    },
  ]);
});

test("a fixed delay that Istio rounds is said", () => {
  const plan: LatencyPlan = { routes: { "GET /a": { kind: "fixed", ms: 12.4 } } };
  expect(warningsOf(["GET /a"], plan)).toEqual([
    { where, what: "GET /a: 12.4ms is rounded to 12ms: Istio supports only whole milliseconds" },
  ]);
});

test("more than 100 path templates in bands are said, with both ways out", () => {
  const warningsOfMany = (count: number) => {
    const keys = Array.from({ length: count }, (_, i) => `GET /${i}`);
    return warningsOf(keys, { routes: Object.fromEntries(keys.map((key) => [key, spread])) });
  };
  expect(warningsOfMany(100)).toEqual([]);
  expect(warningsOfMany(101)).toEqual([
    {
      where,
      what: "101 path templates in bands are 810 routes in every caller's proxy, which slows all requests down; more than 100 are many",
      fix: 'Write "inject: mock", or give fewer routes a distribution of their own.',
    },
  ]);
});
