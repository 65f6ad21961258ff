import { expect, test } from "vitest";
import { decide, judgeQuantiles, stillNeeded } from "../../../src/verify/judge/judge.ts";
import { targetOf } from "../../../src/verify/judge/target.ts";

const TOLERANCE = { share: 0.05, tail: 0.1, leastMs: 2 };
const fixed = targetOf({ kind: "fixed", ms: 100 }, "mock", 50);

test.each([
  [95, 105, "pass"],
  [90, 94, "fail"],
  [106, 120, "fail"],
  [94, 100, "undecided"],
  [100, Number.POSITIVE_INFINITY, "undecided"],
] as const)("an interval from %d to %d with 95 to 105 allowed: %s", (from, to, verdict) => {
  expect(decide({ from, to }, { from: 95, to: 105 })).toBe(verdict);
});

test("quantiles above p95 have the tail's tolerance, and all have the least one", () => {
  const allowed = judgeQuantiles(new Float64Array(), fixed, TOLERANCE, 0.01).map((q) => q.allowed);
  expect(allowed).toEqual([
    { from: 95, to: 105 },
    { from: 95, to: 105 },
    { from: 90, to: 110 },
  ]);
  const small = targetOf({ kind: "fixed", ms: 1 }, "mock", 50);
  const [least] = judgeQuantiles(new Float64Array(), small, TOLERANCE, 0.01);
  expect(least?.allowed).toEqual({ from: 0, to: 3 });
});

test("a guard holds no route up, but fails it", () => {
  const right = Float64Array.from({ length: 300 }, () => 100);
  const judged = judgeQuantiles(right, fixed, TOLERANCE, 0.001);
  expect(judged.map(({ verdict, interval }) => [verdict, interval.to])).toEqual([
    ["pass", 100],
    ["pass", 100],
    ["pass", Number.POSITIVE_INFINITY],
  ]);
  const slow = right.map((ms, i) => (i < 285 ? ms : 900));
  expect(judgeQuantiles(slow, fixed, TOLERANCE, 0.001).map(({ verdict }) => verdict)).toEqual([
    "pass",
    "undecided",
    "fail",
  ]);
});

test("requests that were never answered are the slowest", () => {
  const half = Float64Array.from({ length: 200 }, (_, i) =>
    i < 80 ? 100 : Number.POSITIVE_INFINITY,
  );
  const [median] = judgeQuantiles(half, fixed, TOLERANCE, 0.01);
  expect(median?.measured).toBe(Number.POSITIVE_INFINITY);
  expect(median?.verdict).toBe("fail");
});

test("twice as narrow an interval takes four times the requests", () => {
  const quantile = {
    p: 0.5,
    kind: "named",
    target: { from: 100, to: 100 },
    allowed: { from: 95, to: 105 },
    measured: 100,
    interval: { from: 90, to: 110 },
    verdict: "undecided",
  } as const;
  expect(stillNeeded([quantile], 1_000, 1_000)).toBe(3_000);
  expect(stillNeeded([{ ...quantile, verdict: "pass" }], 1_000, 1_000)).toBeUndefined();
  // At the edge of what is allowed no number of requests decides.
  expect(stillNeeded([{ ...quantile, measured: 105 }], 1_000, 1_000)).toBeUndefined();
});
