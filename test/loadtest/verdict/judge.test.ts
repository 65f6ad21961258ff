import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Threshold } from "../../../src/campaign/loadTest.ts";
import { receivedText } from "../../../src/loadtest/verdict/checkText.ts";
import { judge } from "../../../src/loadtest/verdict/judge.ts";
import { LIMITS } from "../../../src/loadtest/verdict/limits.ts";
import { sampleRecord, sampleRoute, sampleStatistics } from "../sampleRun.ts";

// p50 20, p95 100, p99 200, max 300; one of a hundred failed; 10 a second.
const orders = sampleRoute(
  "GET",
  "/orders/{orderId}",
  [
    [20, 940],
    [100, 40],
    [200, 19],
    [300, 1],
  ],
  { failures: 10 },
);
const edge = { p50: 20, p95: 100, p99: 200, max: 300, failures: 0.01, rate: 10, requests: 1000 };
const statistics = sampleStatistics([orders]);

describe("a threshold", () => {
  test.each(LIMITS)(
    "of %s is kept by a figure that equals it, and not by one just beyond",
    (limit) => {
      const exact = { [limit]: edge[limit] };
      const isLeast = limit === "rate" || limit === "requests";
      const beyond = edge[limit] * (isLeast ? 1 + Number.EPSILON : 1 - Number.EPSILON);
      const judged = (threshold: Threshold) =>
        judge(sampleRecord(), statistics, { "GET /orders/{orderId}": threshold });

      expect(judged(exact)).toEqual({
        result: "passed",
        invalid: [],
        checks: [
          {
            route: "GET /orders/{orderId}",
            limit,
            expected: edge[limit],
            received: edge[limit],
            isKept: true,
          },
        ],
      });
      expect(judged({ [limit]: beyond }).result).toBe("failed");
    },
  );

  test("for all counts the requests of all routes together", () => {
    const both = sampleStatistics([orders, sampleRoute("GET", "/health", [[1, 1000]])]);
    const { checks } = judge(sampleRecord(), both, { all: { p50: 1, requests: 2000, rate: 20 } });
    expect(checks.map(({ route, limit, received }) => [route, limit, received])).toEqual([
      ["all", "p50", 1],
      ["all", "rate", 20],
      ["all", "requests", 2000],
    ]);
  });

  test("finds requests by the name that the script gives, those of each method by itself", () => {
    const post = sampleRoute("POST", "check out", [[50, 10]]);
    const get = sampleRoute("GET", "check out", [[70, 10]]);
    const { checks } = judge(sampleRecord(), sampleStatistics([get, post]), {
      "check out": { p95: 60 },
    });
    expect(checks).toEqual([
      { route: "GET check out", limit: "p95", expected: 60, received: 70, isKept: false },
      { route: "POST check out", limit: "p95", expected: 60, received: 50, isKept: true },
    ]);
  });

  test.each(["GET /nowhere", "/orders", "get /orders/{orderId}"])(
    "for a name that had no requests fails: %s",
    (name) => {
      expect(judge(sampleRecord(), statistics, { [name]: { p95: 1000, failures: 1 } })).toEqual({
        result: "failed",
        invalid: [],
        checks: [
          { route: name, limit: "p95", expected: 1000, isKept: false },
          { route: name, limit: "failures", expected: 1, isKept: false },
        ],
      });
    },
  );

  test("of a time fails, with the number of requests, if none of them has a response time", () => {
    const sent = sampleRoute("JOB", "publish", [], { requests: 7, untimed: 7 });
    const { checks } = judge(sampleRecord(), sampleStatistics([sent]), {
      publish: { max: 1000, failures: 0, requests: 7 },
    });
    expect(checks).toEqual([
      { route: "JOB publish", limit: "max", expected: 1000, isKept: false, untimed: 7 },
      { route: "JOB publish", limit: "failures", expected: 0, received: 0, isKept: true },
      { route: "JOB publish", limit: "requests", expected: 7, received: 7, isKept: true },
    ]);
    expect(checks.map(receivedText)).toEqual([
      "that had 7 requests without a response time",
      ...["0 %", "7"],
    ]);
  });

  test("of a stage judges the requests of that stage alone, for its own seconds", () => {
    const slow = sampleRoute("GET", "/orders/{orderId}", [[400, 40]]);
    const stages = [
      { users: 10, from: 0, to: 80, all: orders, routes: [orders] },
      { users: 20, from: 80, to: 100, all: slow, routes: [slow] },
    ];
    const { checks } = judge(sampleRecord(), sampleStatistics([orders], { stages }), {
      "GET /orders/{orderId}": {
        p95: 100,
        stages: { 2: { p95: 400, rate: 2 }, 3: { p95: 400 } },
      },
    });
    expect(
      checks.map(({ stage, limit, received, isKept }) => [stage, limit, received, isKept]),
    ).toEqual([
      [undefined, "p95", 100, true],
      [2, "p95", 400, true],
      [2, "rate", 2, true],
      [3, "p95", undefined, false],
    ]);
  });

  test("of a rate does not speak of response times, also in a stage that took no time", () => {
    const stages = [{ users: 10, from: 80, to: 80, all: orders, routes: [orders] }];
    const { checks } = judge(sampleRecord(), sampleStatistics([orders], { stages }), {
      all: { stages: { 1: { rate: 2 } } },
    });
    expect(checks).toEqual([
      { route: "GET /orders/{orderId}", stage: 1, limit: "rate", expected: 2, isKept: false },
    ]);
  });
});

test("failed requests alone are no failure of the run", () => {
  const failing = sampleStatistics([{ ...orders, failures: 1000 }]);
  expect(judge(sampleRecord(), failing, {}).result).toBe("passed");
});

test("a run that is not valid is neither passed nor failed, and keeps its checks", () => {
  const record = sampleRecord({ end: "master lost" });
  const verdict = judge(record, statistics, { all: { p95: 1 } });
  expect(verdict.result).toBe("not valid");
  expect(verdict.checks).toHaveLength(1);
});

test("a stricter threshold never passes a run that a looser one fails", () => {
  const limit = fc.double({ min: 1, max: 400, noNaN: true });
  fc.assert(
    fc.property(limit, limit, fc.constantFrom("p50", "p95", "p99", "max"), (a, b, name) => {
      const passes = (value: number) =>
        judge(sampleRecord(), statistics, { all: { [name]: value } }).result === "passed";
      if (passes(Math.min(a, b))) expect(passes(Math.max(a, b))).toBe(true);
    }),
    { seed: 13 },
  );
});
