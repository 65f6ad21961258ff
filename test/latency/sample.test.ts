import fc from "fast-check";
import { expect, test } from "vitest";
import { quantileFunction } from "../../src/latency/quantile.ts";
import { sampler } from "../../src/latency/sample.ts";
import { profiles } from "./profiles.ts";

test("every sample of a fixed profile is exact", () => {
  const sample = sampler({ kind: "fixed", ms: 120 }, Math.random);
  expect(Array.from({ length: 1_000 }, sample).every((ms) => ms === 120)).toBe(true);
});

test("samples have the quantiles of their profile", () => {
  const count = 20_000;
  fc.assert(
    fc.property(profiles, fc.integer({ min: 1, max: 2 ** 31 - 1 }), (profile, seed) => {
      const at = quantileFunction(profile);
      const random = generator(seed);
      const sample = sampler(profile, random);
      const sorted = Float64Array.from({ length: count }, sample).sort();
      for (const p of [0.5, 0.9, 0.95, 0.99]) {
        // The p-quantile of n samples lies between the true quantiles five standard errors around p.
        const error = 5 * Math.sqrt((p * (1 - p)) / count);
        const measured = sorted[Math.floor(p * count)] ?? 0;
        expect(measured).toBeGreaterThanOrEqual(at(p - error) * (1 - 1e-9));
        expect(measured).toBeLessThanOrEqual(at(Math.min(1, p + error)) * (1 + 1e-9));
      }
    }),
    { seed: 6, numRuns: 30 },
  );
});

/** A small generator with a seed (Park and Miller's), uniform over (0, 1). */
function generator(seed: number): () => number {
  let state = seed % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
