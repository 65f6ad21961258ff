import fc from "fast-check";
import type { Profile } from "../../src/latency/profile.ts";

/** Milliseconds from a tenth of a microsecond to about a day. */
const milliseconds = fc.double({ min: 1e-4, max: 1e8, noNaN: true });

const fixed = milliseconds.map((ms): Profile => ({ kind: "fixed", ms }));

const uniform = fc
  .tuple(milliseconds, milliseconds)
  .map(([a, b]): Profile => ({ kind: "uniform", from: Math.min(a, b), to: Math.max(a, b) }));

const lognormal = fc
  .tuple(milliseconds, milliseconds)
  .map(([a, b]): Profile => ({ kind: "lognormal", median: Math.min(a, b), p99: Math.max(a, b) }));

/** Two to six quantiles, each at least as slow as the one before. */
export const quantiles = fc
  .uniqueArray(fc.constantFrom(0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999), {
    minLength: 2,
    maxLength: 6,
  })
  .chain((ps) =>
    fc
      .record({
        values: fc.array(milliseconds, { minLength: ps.length, maxLength: ps.length }),
        withMin: fc.boolean(),
        withMax: fc.boolean(),
      })
      .map(({ values, withMin, withMax }): Profile & { kind: "quantiles" } => {
        const sorted = values.toSorted((a, b) => a - b);
        const points = ps.toSorted((a, b) => a - b).map((p, i) => ({ p, ms: sorted[i] ?? 0 }));
        return {
          kind: "quantiles",
          points,
          ...(withMin ? { min: (sorted[0] ?? 0) / 2 } : {}),
          ...(withMax ? { max: (sorted.at(-1) ?? 0) * 2 } : {}),
        };
      }),
  );

export const profiles: fc.Arbitrary<Profile> = fc.oneof(fixed, uniform, lognormal, quantiles);
