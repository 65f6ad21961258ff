import { expect, test } from "vitest";
import { quantile } from "../../src/latency/quantile.ts";
import { adjust, profileFor } from "../../src/pull/adjust.ts";

const points = [
  { p: 0.5, ms: 1.5 },
  { p: 0.95, ms: 20 },
  { p: 0.99, ms: 900, bounds: { from: 500, to: 1000 } },
];

test("what is added anyway is taken off each quantile and the bounds of its bucket, down to zero", () => {
  expect(adjust(points, { subtract: 2 })).toEqual({
    points: [
      { p: 0.5, ms: 0 },
      { p: 0.95, ms: 18 },
      { p: 0.99, ms: 898, bounds: { from: 498, to: 998 } },
    ],
    warning: "p50 1.5ms is less than the 2ms to subtract: written as zero",
  });
});

test("latencies are cut at the caller's timeout", () => {
  expect(adjust(points, { cap: 600 })).toEqual({
    points: [
      { p: 0.5, ms: 1.5 },
      { p: 0.95, ms: 20 },
      { p: 0.99, ms: 600, bounds: { from: 500, to: 600 } },
    ],
  });
});

test("a profile has the timeout as max only if its tail would go beyond", () => {
  const few = [
    { p: 0.5, ms: 10 },
    { p: 0.9, ms: 20 },
  ];
  const kind = "quantiles" as const;
  expect(quantile({ kind, points: few }, 1 - 1e-6)).toBeCloseTo(130.78, 2);
  expect(profileFor(few, { cap: 130 })).toEqual({ points: few, max: 130 });
  expect(profileFor(few, { cap: 131 })).toEqual({ points: few });
});

test("equal quantiles are a fixed delay, also of zero", () => {
  const equal = (ms: number) => [
    { p: 0.5, ms },
    { p: 0.9, ms },
  ];
  expect(profileFor(equal(20), {})).toEqual({ points: [{ p: 0.9, ms: 20 }] });
  expect(profileFor(equal(0), {})).toEqual({ points: [{ p: 0.9, ms: 0 }] });
});

test("a zero among other quantiles is written as a microsecond, since distributions have a log scale", () => {
  const measured = [
    { p: 0.5, ms: 0 },
    { p: 0.9, ms: 2 },
  ];
  expect(profileFor(measured, {})).toEqual({
    points: [
      { p: 0.5, ms: 0.001 },
      { p: 0.9, ms: 2 },
    ],
  });
});
