import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BAND_STEPS, bands } from "../../src/latency/bands.ts";
import { quantileFunction } from "../../src/latency/quantile.ts";
import { profiles, quantiles } from "./profiles.ts";

test("a fixed profile is one band", () => {
  expect(bands({ kind: "fixed", ms: 120 })).toEqual([{ from: 0, to: BAND_STEPS, ms: 120 }]);
});

test("a uniform profile is eight equal bands with their middles", () => {
  expect(bands({ kind: "uniform", from: 0, to: 80 }).map(({ ms }) => ms)).toEqual([
    5, 15, 25, 35, 45, 55, 65, 75,
  ]);
});

test("p50, p95 and p99 make six bands, each named quantile inside its own", () => {
  const points = [
    { p: 0.5, ms: 20 },
    { p: 0.95, ms: 120 },
    { p: 0.99, ms: 340 },
  ];
  const result = bands({ kind: "quantiles", points });
  expect(result).toEqual([
    { from: 0, to: 1120, ms: 6 },
    { from: 1120, to: 2976, ms: 20 },
    { from: 2976, to: 3808, ms: 59.9 },
    { from: 3808, to: 3968, ms: 120 },
    { from: 3968, to: 4080, ms: 340 },
    { from: 4080, to: 4096, ms: 1016.3 },
  ]);
});

test("a quantile rarer than two steps has no band of its own", () => {
  const points = [
    { p: 0.5, ms: 20 },
    { p: 0.9999, ms: 900 },
  ];
  const result = bands({ kind: "quantiles", points });
  expect(result.map(({ ms }) => ms)).not.toContain(900);
  expect(result.at(-1)?.to).toBe(BAND_STEPS);
});

describe("properties", () => {
  test("bands follow each other without gap from 0 to 1", () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const result = bands(profile);
        expect(result[0]?.from).toBe(0);
        expect(result.at(-1)?.to).toBe(BAND_STEPS);
        for (const [i, band] of result.entries()) {
          expect(band.to).toBeGreaterThan(band.from);
          if (i > 0) expect(band.from).toBe(result[i - 1]?.to);
        }
      }),
      { seed: 7 },
    );
  });

  test("every named quantile lies strictly inside a band that has its value", () => {
    fc.assert(
      fc.property(quantiles, (profile) => {
        const result = bands(profile);
        for (const { p, ms } of profile.points) {
          const band = result.find(({ from, to }) => from < p * BAND_STEPS && p * BAND_STEPS < to);
          expect(band?.ms).toBe(ms);
        }
      }),
      { seed: 8 },
    );
  });

  test("bands get slower, never faster", () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const delays = bands(profile).map(({ ms }) => ms);
        expect(delays.every((ms, i) => i === 0 || ms >= (delays[i - 1] ?? 0) - 0.1)).toBe(true);
      }),
      { seed: 9 },
    );
  });

  test("the mean of p50, p95 and p99 holds within a tenth", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 5, max: 500, noNaN: true }),
        fc.double({ min: 1, max: 12, noNaN: true }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        (p50, toP95, toP99) => {
          const points = [
            { p: 0.5, ms: p50 },
            { p: 0.95, ms: p50 * toP95 },
            { p: 0.99, ms: p50 * toP95 * toP99 },
          ];
          const profile = { kind: "quantiles", points } as const;
          const at = quantileFunction(profile);
          const n = 20_000;
          let mean = 0;
          for (let i = 0; i < n; i++) mean += at((i + 0.5) / n) / n;
          const banded = bands(profile).reduce(
            (sum, b) => sum + ((b.to - b.from) / BAND_STEPS) * b.ms,
            0,
          );
          expect(Math.abs(banded / mean - 1)).toBeLessThan(0.1);
        },
      ),
      { seed: 10 },
    );
  });
});
