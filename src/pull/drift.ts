import type { Profile } from "../latency/profile.ts";
import { quantileFunction } from "../latency/quantile.ts";
import type { MeasuredQuantile } from "../sources/source.ts";

/** The quantiles that are compared. */
export const COMPARED = [0.5, 0.95, 0.99];

/** Standard deviations of a 95 % interval. */
const Z = 1.96;

/** One quantile of a route in the file and as measured. */
export interface Drift {
  p: number;
  /** Undefined if the route has had no profile. */
  old?: number;
  new: number;
  /** (new - old) / old; 0 if the difference is inside the sampling error. Undefined without `old`, or if that is 0. */
  change?: number;
  /** The 95 % interval of the new value, widened to the edges of the source's bucket. */
  interval: { from: number; to: number };
}

/**
 * Compares a profile with a measurement. Only quantiles that were measured are compared.
 *
 * The number of requests below the true quantile p is binomial, so the measured quantiles at
 * p ± 1.96 √(p (1 - p) / n) enclose it with 95 % confidence, whatever the distribution's shape is. If the old profile
 * was measured too, with m requests, 1 / n is 1 / n + 1 / m.
 */
export function driftOf(
  old: Profile | undefined,
  points: readonly MeasuredQuantile[],
  requests: { measured: number; old?: number },
): Drift[] {
  const before = old && quantileFunction(old);
  const after = quantileFunction({
    kind: "quantiles",
    points: points.map(({ p, ms }) => ({ p, ms: Math.max(ms, Number.MIN_VALUE) })),
  });
  const variance = 1 / requests.measured + (requests.old === undefined ? 0 : 1 / requests.old);
  return points
    .filter(({ p }) => COMPARED.includes(p))
    .map(({ p, ms, bounds }) => {
      const reach = Z * Math.sqrt(p * (1 - p) * variance);
      const interval = {
        from: Math.min(after(p - reach), ms, bounds?.from ?? ms),
        to: Math.max(after(p + reach), ms, bounds?.to ?? ms),
      };
      const value = before?.(p);
      const drift = { p, new: ms, interval };
      return value === undefined
        ? drift
        : { ...drift, old: value, ...changeOf(value, ms, interval) };
    });
}

function changeOf(
  old: number,
  measured: number,
  { from, to }: Drift["interval"],
): Pick<Drift, "change"> {
  if (old >= from && old <= to) return { change: 0 };
  return old === 0 ? {} : { change: (measured - old) / old };
}

/** Whether a quantile has changed by more than a share of its old value, beyond the sampling error. */
export function isBeyond({ change }: Drift, tolerance: number): boolean {
  // Without a change in per cent there was no delay before, and there is one now.
  return change === undefined || Math.abs(change) > tolerance;
}
