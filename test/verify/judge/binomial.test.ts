import { expect, test } from "vitest";
import { logGamma, rankInterval } from "../../../src/verify/judge/binomial.ts";

/** P(X ≤ k) of the binomial distribution, summed up. */
function atMost(k: number, n: number, p: number): number {
  let probability = (1 - p) ** n;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += probability;
    probability *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return sum;
}

test("the interval of the median of 100 is the one that tables have", () => {
  expect(rankInterval(100, 0.5, 0.05)).toEqual({ lower: 40, upper: 61 });
});

test.each([
  [20, 0.5, 0.05],
  [100, 0.95, 0.05],
  [200, 0.95, 0.001],
  [500, 0.1, 0.01],
])("ranks of %i at %d are the narrowest with an error of %d", (n, p, alpha) => {
  const { lower, upper } = rankInterval(n, p, alpha);
  expect(atMost(lower - 1, n, p)).toBeLessThanOrEqual(alpha / 2);
  expect(atMost(lower, n, p)).toBeGreaterThan(alpha / 2);
  expect(1 - atMost(upper - 1, n, p)).toBeLessThanOrEqual(alpha / 2 + 1e-12);
  expect(1 - atMost(upper - 2, n, p)).toBeGreaterThan(alpha / 2);
});

test("too few measurements have no bound: a p99 has an upper one from 368 on", () => {
  expect(rankInterval(367, 0.99, 0.05).upper).toBe(368);
  expect(rankInterval(368, 0.99, 0.05).upper).toBe(368);
  expect(rankInterval(5, 0.5, 0.05)).toEqual({ lower: 0, upper: 6 });
  expect(rankInterval(0, 0.5, 0.05)).toEqual({ lower: 0, upper: 1 });
});

test("a million measurements need no more precision than numbers have", () => {
  const { lower, upper } = rankInterval(1_000_000, 0.99, 0.05);
  expect(lower).toBeCloseTo(990_000 - 1.96 * Math.sqrt(9_900), -1);
  expect(upper).toBeCloseTo(990_000 + 1.96 * Math.sqrt(9_900), -1);
});

test("the gamma function continues the factorials", () => {
  expect(logGamma(1)).toBeCloseTo(0, 12);
  expect(logGamma(6)).toBeCloseTo(Math.log(120), 12);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
});
