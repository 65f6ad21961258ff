import { expect, test } from "vitest";
import { normalQuantile } from "../../../src/latency/normal.ts";
import { mixtureQuantile, type Part } from "../../../src/sources/datadog/mixture.ts";

const PS = [
  0.001,
  ...Array.from({ length: 99 }, (_, i) => (i + 1) / 100),
  ...[0.995, 0.999, 0.9997],
];

function lognormal(requests: number, median: number, sigma: number): Part {
  const knots = PS.map((p) => ({ p, ms: median * Math.exp(sigma * normalQuantile(p)) }));
  return { requests, knots };
}

function fixed(requests: number, ms: number): Part {
  return { requests, knots: PS.map((p) => ({ p, ms })) };
}

test("the quantile of one part is its own", () => {
  const part = lognormal(1000, 20, 1.4);
  for (const p of [0.5, 0.9, 0.95, 0.99]) {
    const own = part.knots.find((knot) => knot.p === p)?.ms ?? 0;
    expect(mixtureQuantile([part], p)?.ms).toBeCloseTo(own, 4);
  }
});

test("the quantile of several parts is not the mean of theirs", () => {
  // 100 of 1,000 requests take a second, so that the p95 is one of them and the p85 is not.
  const parts = [fixed(900, 10), fixed(100, 1000)];
  expect(mixtureQuantile(parts, 0.85)?.ms).toBeCloseTo(10, 4);
  expect(mixtureQuantile(parts, 0.95)?.ms).toBeCloseTo(1000, 2);
});

test("the true quantile is within the bounds, which are the knots around it", () => {
  const parts = [lognormal(3000, 20, 0.5), lognormal(1000, 200, 0.3)];
  // 30,000 and 10,000 draws, evenly over each distribution.
  const draws = [
    ...Array.from(
      { length: 30_000 },
      (_, i) => 20 * Math.exp(0.5 * normalQuantile((i + 0.5) / 30_000)),
    ),
    ...Array.from(
      { length: 10_000 },
      (_, i) => 200 * Math.exp(0.3 * normalQuantile((i + 0.5) / 10_000)),
    ),
  ].sort((a, b) => a - b);
  for (const p of [0.5, 0.7, 0.8, 0.9, 0.95]) {
    const exact = draws[p * draws.length] ?? 0;
    const { ms = 0, bounds = { from: 0, to: 0 } } = mixtureQuantile(parts, p) ?? {};
    expect(Math.abs(ms / exact - 1), `p${p}`).toBeLessThan(0.005);
    expect(bounds.from).toBeLessThanOrEqual(exact);
    expect(bounds.to).toBeGreaterThanOrEqual(exact);
    expect(bounds.to / bounds.from).toBeLessThan(1.3);
  }
});

test("parts without requests count nothing, parts without quantiles make the whole unknown", () => {
  const part = fixed(100, 10);
  expect(mixtureQuantile([part, { requests: 0, knots: [] }], 0.5)?.ms).toBeCloseTo(10, 6);
  expect(mixtureQuantile([part, { requests: 5, knots: [] }], 0.5)).toBeUndefined();
  expect(mixtureQuantile([], 0.5)).toBeUndefined();
});

test("a quantile beyond the knots is unknown", () => {
  expect(mixtureQuantile([lognormal(1000, 20, 1)], 0.9999)).toBeUndefined();
});
