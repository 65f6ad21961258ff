import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addLatency,
  addSketch,
  createSketch,
  type Sketch,
  sketchQuantile,
} from "../../src/latency/sketch.ts";

const latencies = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), {
  minLength: 1,
  maxLength: 200,
});

describe("a quantile of a sketch", () => {
  test("is within 0.5 % of the exact one, whatever the latencies are", () => {
    fc.assert(
      fc.property(latencies, fc.double({ min: 0, max: 1, noNaN: true }), (values, p) => {
        const exact = exactQuantile(values, p);
        const found = sketchQuantile(sketchOf(values), p) ?? Number.NaN;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.max(0.005 * exact, 0.001) + 1e-9);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test("is exact for whole milliseconds up to 200", () => {
    const values = Array.from({ length: 201 }, (_, ms) => ms);
    const sketch = sketchOf(values);
    expect(values.map((ms) => sketchQuantile(sketch, (ms + 0.5) / 201))).toEqual(values);
  });

  test("is exact for a single latency", () => {
    const sketch = sketchOf([1234.5, 1234.5]);
    expect([0, 0.5, 1].map((p) => sketchQuantile(sketch, p))).toEqual([1234.5, 1234.5, 1234.5]);
  });

  test("is undefined for an empty sketch", () => {
    expect(sketchQuantile(createSketch(), 0.5)).toBeUndefined();
  });
});

test("merged sketches have the quantiles of one sketch of all latencies", () => {
  fc.assert(
    fc.property(latencies, latencies, (left, right) => {
      const merged = sketchOf(left);
      addSketch(merged, sketchOf(right));
      const whole = sketchOf([...left, ...right]);
      expect(merged.total).toBe(whole.total);
      for (const p of [0, 0.1, 0.5, 0.9, 0.99, 1]) {
        expect(sketchQuantile(merged, p)).toBeCloseTo(sketchQuantile(whole, p) ?? 0, 6);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("latencies from a microsecond to ten hours need less than 100 KB", () => {
  const sketch = sketchOf([0, 0.001, 36_000_000]);
  expect(sketch.counts.byteLength + sketch.sums.byteLength).toBeLessThan(100_000);
});

function sketchOf(values: readonly number[]): Sketch {
  const sketch = createSketch();
  for (const value of values) addLatency(sketch, value);
  return sketch;
}

/** The smallest value that a share of `p` of all values does not exceed. */
function exactQuantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(p * values.length)) - 1] ?? Number.NaN;
}
