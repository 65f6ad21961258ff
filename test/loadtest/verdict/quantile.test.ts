import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantile, routeQuantile } from "../../../src/loadtest/verdict/quantile.ts";
import { sampleRoute } from "../sampleRun.ts";

const times = fc
  .uniqueArray(
    fc.tuple(fc.double({ min: 0.1, max: 600_000, noNaN: true }), fc.integer({ min: 1, max: 50 })),
    {
      selector: ([ms]) => ms,
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((entries) => entries.sort((a, b) => a[0] - b[0]));
const share = fc.integer({ min: 1, max: 1000 });

describe("quantile", () => {
  test("is the time at the nearest rank of all single times", () => {
    fc.assert(
      fc.property(times, share, (entries, thousandths) => {
        const all = entries.flatMap(([ms, count]) => Array.from({ length: count }, () => ms));
        // In whole numbers, so that the expected rank has no rounding.
        const rank = Math.ceil((thousandths * all.length) / 1000);
        expect(quantile(entries, thousandths / 1000)).toBe(all[rank - 1]);
      }),
      { seed: 13 },
    );
  });

  test("has the seventh of a hundred times as p7, although 0.07 * 100 is above 7", () => {
    const hundred = Array.from({ length: 100 }, (_, i): [number, number] => [i + 1, 1]);
    expect(quantile(hundred, 0.07)).toBe(7);
  });

  test("does not exist without a time", () => {
    expect(quantile([], 0.5)).toBeUndefined();
  });
});

describe("the quantile of a route", () => {
  test("is never above the slowest request or below the fastest", () => {
    fc.assert(
      fc.property(
        times,
        share,
        fc.double({ min: 0.995, max: 1.005, noNaN: true }),
        (entries, p, off) => {
          const min = (entries[0]?.[0] ?? 0) * off;
          const max = Math.max(min, (entries.at(-1)?.[0] ?? 0) * off);
          const found = routeQuantile(sampleRoute("GET", "/", entries, { min, max }), p / 1000);
          expect(found).toBeGreaterThanOrEqual(min);
          expect(found).toBeLessThanOrEqual(max);
        },
      ),
      { seed: 13 },
    );
  });

  test("grows with the share", () => {
    fc.assert(
      fc.property(times, share, share, (entries, a, b) => {
        const route = sampleRoute("GET", "/", entries);
        const [low = 0, high = 0] = [Math.min(a, b), Math.max(a, b)].map((p) =>
          routeQuantile(route, p / 1000),
        );
        expect(low).toBeLessThanOrEqual(high);
      }),
      { seed: 13 },
    );
  });
});
