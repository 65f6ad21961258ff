import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantile, quantileFunction } from "../../src/latency/quantile.ts";
import { profiles, quantiles } from "./profiles.ts";

const probability = fc.double({ min: 0, max: 1, noNaN: true });

test("a fixed profile has one latency at every probability", () => {
  expect([0, 0.5, 0.95, 1].map((p) => quantile({ kind: "fixed", ms: 120 }, p))).toEqual([
    120, 120, 120, 120,
  ]);
});

test("a uniform profile is linear between its bounds", () => {
  const profile = { kind: "uniform", from: 20, to: 80 } as const;
  expect([0, 0.25, 0.5, 1].map((p) => quantile(profile, p))).toEqual([20, 35, 50, 80]);
});

test("a log-normal profile has its median and its p99", () => {
  const profile = { kind: "lognormal", median: 20, p99: 200 } as const;
  expect(quantile(profile, 0.5)).toBeCloseTo(20, 9);
  expect(quantile(profile, 0.99)).toBeCloseTo(200, 6);
});

test("two quantiles are the log-normal distribution through them: p50 20ms and p95 200ms have a p99 of 519ms", () => {
  const profile = {
    kind: "quantiles",
    points: [
      { p: 0.5, ms: 20 },
      { p: 0.95, ms: 200 },
    ],
  } as const;
  expect(quantile({ ...profile, points: [...profile.points] }, 0.99)).toBeCloseTo(519.4, 0);
});

describe("properties", () => {
  test("a table has every quantile that it names", () => {
    fc.assert(
      fc.property(quantiles, (profile) => {
        const at = quantileFunction(profile);
        for (const { p, ms } of profile.points) expect(at(p) / ms).toBeCloseTo(1, 6);
      }),
      { seed: 2 },
    );
  });

  test("no profile gets faster with a higher probability", () => {
    fc.assert(
      fc.property(profiles, probability, probability, (profile, a, b) => {
        const at = quantileFunction(profile);
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(at(low)).toBeLessThanOrEqual(at(high) * (1 + 1e-9));
      }),
      { seed: 3 },
    );
  });

  test("min and max bound a table", () => {
    fc.assert(
      fc.property(quantiles, probability, (profile, p) => {
        const ms = quantile(profile, p);
        expect(ms).toBeGreaterThanOrEqual(profile.min ?? 0);
        expect(ms).toBeLessThanOrEqual(profile.max ?? Number.POSITIVE_INFINITY);
      }),
      { seed: 4 },
    );
  });

  test("points taken from a log-normal distribution give it back everywhere", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1e4, noNaN: true }),
        fc.double({ min: 1, max: 100, noNaN: true }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (median, spread, p) => {
          const source = { kind: "lognormal", median, p99: median * spread } as const;
          const points = [0.1, 0.5, 0.9, 0.99].map((q) => ({ p: q, ms: quantile(source, q) }));
          const table = { kind: "quantiles", points } as const;
          expect(quantile(table, p) / quantile(source, p)).toBeCloseTo(1, 5);
        },
      ),
      { seed: 5 },
    );
  });
});
