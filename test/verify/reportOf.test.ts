import { expect, test } from "vitest";
import type { Profile } from "../../src/latency/profile.ts";
import type { Question } from "../../src/verify/question.ts";
import type { Report, RouteReport } from "../../src/verify/report.ts";
import { reportOf } from "../../src/verify/reportOf.ts";
import type { RunSettings } from "../../src/verify/run.ts";
import { type Flaws, simulate } from "./simulatedWorld.ts";

const FIXED: Profile = { kind: "fixed", ms: 120 };
const SPREAD: Profile = {
  kind: "quantiles",
  points: [
    { p: 0.5, ms: 80 },
    { p: 0.9, ms: 160 },
  ],
};

const SETTINGS: RunSettings = {
  rate: 100,
  tolerance: { share: 0.1, tail: 0.2, leastMs: 2 },
  confidence: 0.95,
  leastMs: 30_000,
  maxRequests: 20_000,
  maxMs: Number.POSITIVE_INFINITY,
  underWay: 1_000,
};

function report(
  flaws: Flaws,
  questions = [question("GET /fixed", FIXED)],
  settings = SETTINGS,
): Report {
  const result = simulate(questions, settings, flaws, 1);
  return reportOf(result, {
    stack: "stg",
    started: new Date(0),
    from: "machine",
    settings: { ...settings },
    plan: { routes: questions.length, requests: 1, seconds: 1 },
    underWay: settings.underWay,
    services: [
      {
        name: "shop",
        title: "Shop",
        url: "",
        inject: "mock",
        keys: questions.map(({ key }) => key),
      },
    ],
    notAsked: [],
  });
}

function question(key: string, profile: Profile, more: Partial<Question> = {}): Question {
  return {
    service: "shop",
    key,
    profile,
    makes: "mock",
    url: "",
    method: "GET",
    headers: {},
    faults: [],
    ...more,
  };
}

function routeOf({ services }: Report, index = 0): RouteReport {
  const route = services[0]?.routes[index];
  if (route === undefined) throw new Error("no such route");
  return route;
}

test("a route that is right passes after 30 seconds, and says what its answers take in addition", () => {
  const found = report({});
  expect(found).toMatchObject({ verdict: "pass", ended: "decided", seconds: 30 });
  expect(found.services[0]?.overheadMs).toBe(0.4);
  expect(routeOf(found)).toMatchObject({
    verdict: "pass",
    requests: 2_988,
    statuses: { 200: 2_988 },
    quantiles: [
      { p: 0.5, kind: "named", measured: 120.4, interval: { from: 120.4, to: 120.4 } },
      { p: 0.95, kind: "named", measured: 120.4 },
      { p: 0.99, kind: "guard", measured: 120.4 },
    ],
  });
  expect(routeOf(found)).not.toHaveProperty("reason");
});

test("a route that is wrong fails at once, and says which quantile is how wrong", () => {
  const found = report({ slower: { "GET /fixed": 1.3 } });
  expect(found.verdict).toBe("fail");
  expect(found.seconds).toBeLessThan(2);
  expect(routeOf(found).reason).toBe(
    "p50 is 156ms to 156ms, expected 108ms to 132ms; p95 is at least 156ms, expected 108ms to 132ms; p99 is at least 156ms, expected 96ms to 144ms",
  );
});

test("a client that is late says so instead of pass and fail, whatever the mock does", () => {
  const late = (random: () => number) => (random() < 0.2 ? 5 : 0);
  for (const slower of [{}, { "GET /fixed": 1.3 }]) {
    const found = report({ late, slower });
    expect(found.verdict).toBe("not measurable");
    expect(routeOf(found).reason).toBe(
      "the client itself was late: one request in a hundred left 5ms or more after its time",
    );
  }
});

test("a client that is late by less than 2 % of the target is not late", () => {
  const late = () => 2.3;
  expect(report({ late }).verdict).toBe("pass");
});

test("more requests under way than allowed are no pass", () => {
  const found = report(
    { stall: { every: 20_000, ms: 60, phase: 10_000 } },
    [question("GET /fixed", FIXED)],
    {
      ...SETTINGS,
      underWay: 15,
    },
  );
  expect(found.client.underWay).toEqual({ most: 15, allowed: 15 });
  expect(routeOf(found)).toMatchObject({ verdict: "not measurable" });
  expect(routeOf(found).reason).toMatch(/^\d+ requests waited because too many were under way$/);
});

test("faults that the stack asks for do not count, and others are infinitely slow", () => {
  const outcome = (_: Question, random: () => number) => ({ status: random() < 0.3 ? 503 : 200 });
  const asked = report({ outcome }, [question("GET /fixed", FIXED, { faults: [503] })]);
  expect(routeOf(asked)).toMatchObject({ verdict: "pass" });
  expect(routeOf(asked).faults).toBeGreaterThan(500);
  const broken = report({ outcome });
  expect(routeOf(broken).verdict).toBe("fail");
  expect(routeOf(broken).reason).toMatch(
    /p95 is never answered.*of \d+ requests too many have no success/,
  );
});

test("a delay of the mesh that nobody makes is not measurable", () => {
  const none = { "GET /fixed": { kind: "fixed", ms: 0 } } as const;
  const found = report({ profiles: none }, [question("GET /fixed", FIXED, { makes: "mesh" })]);
  expect(routeOf(found)).toMatchObject({
    verdict: "not measurable",
    reason: "callers' sidecars make this delay, and these requests do not pass one",
  });
});

test("an undecided route says how many more requests it needs", () => {
  const found = report({}, [question("GET /spread", SPREAD)], { ...SETTINGS, maxRequests: 300 });
  expect(found.ended).toBe("max-requests");
  const route = routeOf(found);
  expect(route.verdict).toBe("undecided");
  expect((route.stillNeeded ?? 0) + route.requests).toBeGreaterThanOrEqual(route.planned);
});

test("both distributions are compared point by point, in buckets, and over the time", () => {
  const route = routeOf(report({}, [question("GET /spread", SPREAD)]));
  const median = route.points.find(({ p }) => p === 0.5);
  expect(median?.target).toBe(80);
  expect(median?.from).toBeLessThan(median?.to ?? 0);
  expect(Math.abs((median?.measured ?? 0) - 80)).toBeLessThan(8);
  expect(route.points.map(({ p }) => p)).toEqual(
    route.points.map(({ p }) => p).toSorted((a, b) => a - b),
  );
  const sum = (shares: number[] = []) => shares.reduce((total, share) => total + share, 0);
  expect(sum(route.histogram?.measured)).toBeCloseTo(1, 2);
  expect(sum(route.histogram?.target)).toBeCloseTo(1, 2);
  expect(sum(route.course.map(({ requests }) => requests))).toBe(route.requests);
  expect(route.course).toHaveLength(30);
});

test("bands are reported with their shares and delays", () => {
  const { bands, verdict } = routeOf(
    report({}, [question("GET /spread", SPREAD, { makes: "mesh" })]),
  );
  expect(verdict).toBe("pass");
  expect(bands).toMatchObject({ verdict: "pass", unknown: 0 });
  expect(sumOf(bands?.bands.map(({ share }) => share.target))).toBeCloseTo(1, 4);
  expect(bands?.bands.map(({ delay }) => Math.round((delay.measured ?? 0) - delay.target))).toEqual(
    bands?.bands.map(() => expect.closeTo(0, 0)),
  );
});

function sumOf(shares: number[] = []): number {
  return shares.reduce((total, share) => total + share, 0);
}

test("routes that were not asked are in the report, in the document's order", () => {
  const questions = [question("GET /b", FIXED)];
  const result = simulate(questions, SETTINGS, {}, 1);
  const { services, verdict } = reportOf(result, {
    stack: "stg",
    started: new Date(0),
    from: "machine",
    settings: SETTINGS,
    plan: { routes: 1, requests: 1, seconds: 1 },
    underWay: 100,
    services: [
      {
        name: "shop",
        title: "Shop",
        url: "",
        inject: "mock",
        keys: ["GET /a", "GET /b", "GET /c"],
      },
    ],
    notAsked: [
      { service: "shop", key: "GET /c", profile: FIXED, reason: "it refuses" },
      { service: "shop", key: "GET /a", reason: "it has no delay" },
    ],
  });
  expect(services[0]?.routes.map(({ key, verdict }) => [key, verdict])).toEqual([
    ["GET /a", "not asked"],
    ["GET /b", "pass"],
    ["GET /c", "not asked"],
  ]);
  expect(verdict).toBe("not asked");
});
