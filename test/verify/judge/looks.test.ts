import { expect, test } from "vitest";
import type { Profile } from "../../../src/latency/profile.ts";
import { looksOf, requestsFor } from "../../../src/verify/judge/looks.ts";
import { type Target, targetOf } from "../../../src/verify/judge/target.ts";

const TOLERANCE = { share: 0.05, tail: 0.1, leastMs: 2 };

/** A log-normal service whose p95 is so many times its p50, of which only the p99 decides. */
function tailOf(ratio: number): Target {
  const profile: Profile = {
    kind: "quantiles",
    points: [
      { p: 0.5, ms: 100 },
      { p: 0.95, ms: 100 * ratio },
    ],
  };
  return { ...targetOf(profile, "mock", 50), quantiles: [{ p: 0.99, kind: "named" }] };
}

/**
 * By the normal approximation, with half the interval for each side: `(1.96 · s / 0.1)²` requests, where `s` is the
 * standard error of the p99's logarithm at one request.
 */
test.each([
  [3, 2_389],
  [10, 10_490],
])(
  "±10 %% at the p99 of a service with p95 = %i × p50 takes about as many requests as theory says",
  (ratio, theory) => {
    const needed = requestsFor(tailOf(ratio), TOLERANCE, 0.05, 0);
    // The tail is longer above than below, so that the upper end of the interval takes a third more.
    expect(needed / theory).toBeGreaterThan(1);
    expect(needed / theory).toBeLessThan(1.45);
  },
);

test("an exact route takes twice as many requests to pass as the width of its intervals does", () => {
  const [width, chance] = [0, 1.28].map((moved) => requestsFor(tailOf(3), TOLERANCE, 0.05, moved));
  expect((chance ?? 0) / (width ?? 0)).toBeGreaterThan(2);
  expect((chance ?? 0) / (width ?? 0)).toBeLessThan(3.5);
});

test("the looks of a fixed delay end early, and those at times are as strict as the others", () => {
  const looks = looksOf(targetOf({ kind: "fixed", ms: 120 }, "mock", 50), TOLERANCE, 0.05);
  expect(looks.planned).toBe(107);
  expect(looks.counted.map(({ requests }) => requests)).toEqual([
    26, 34, 46, 61, 81, 107, 143, 191, 254, 339, 451, 602,
  ]);
  const spent = looks.counted.reduce((sum, { alpha }) => sum + alpha, 2 * looks.timedAlpha);
  // Of three quantiles: p50, p95, and p99 as a guard.
  expect(3 * spent).toBeCloseTo(0.05, 12);
});

test("more routes take more requests, because each may be wrong", () => {
  const target = tailOf(3);
  const one = looksOf(target, TOLERANCE, 0.05).planned;
  const many = looksOf(target, TOLERANCE, 0.05 / 300).planned;
  expect(many).toBeGreaterThan(2 * one);
  expect(many).toBeLessThan(5 * one);
});
