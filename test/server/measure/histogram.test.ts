import fc from "fast-check";
import { expect, test } from "vitest";

import {
  createHistogram,
  histogramQuantile,
  record,
} from "../../../src/server/measure/histogram.ts";

const duration = fc.double({ min: 0.001, max: 36_000_000, noNaN: true });
const settings = { seed: 1, numRuns: 500 };

test("a quantile is within 2 % of the exact one", () => {
  fc.assert(
    fc.property(
      fc.array(duration, { minLength: 1, maxLength: 200 }),
      fc.constantFrom(0, 0.5, 0.9, 0.95, 0.99, 1),
      (durations, p) => {
        const histogram = createHistogram();
        for (const ms of durations) record(histogram, ms);
        const rank = Math.max(1, Math.ceil(p * durations.length));
        const exact = durations.toSorted((a, b) => a - b)[rank - 1] ?? 0;
        const error = Math.abs((histogramQuantile(histogram, p) ?? 0) - exact) / exact;
        expect(error).toBeLessThanOrEqual(0.02);
      },
    ),
    settings,
  );
});

test("what lies outside its range counts at its ends", () => {
  const histogram = createHistogram();
  for (const ms of [0, -1, 1e12]) record(histogram, ms);
  expect(histogram.total).toBe(3);
  expect(histogramQuantile(histogram, 0.5)).toBeLessThanOrEqual(0.001);
  expect(histogramQuantile(histogram, 1)).toBeGreaterThan(35_000_000);
});

test("an empty one has no quantiles", () => {
  expect(histogramQuantile(createHistogram(), 0.5)).toBeUndefined();
});
