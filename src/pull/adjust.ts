import { quantileName } from "../latency/describe.ts";
import { formatDuration } from "../latency/duration.ts";
import type { QuantilePoint } from "../latency/profile.ts";
import { quantileFunction } from "../latency/quantile.ts";
import type { MeasuredQuantile } from "../sources/source.ts";
import type { PulledProfile } from "./entry.ts";
import { round } from "./kept.ts";

/** What is taken off measured latencies, in milliseconds. */
export interface Adjustment {
  /** What the measurement has in addition to the service: a hop, a proxy. */
  subtract?: number;
  /** The caller's timeout. */
  cap?: number;
}

/** A profile is drawn on a log scale, so a quantile of zero among others is written as this. */
const LEAST = 0.001;

/** The rarest request that a profile is drawn for. */
const RAREST = 1 - 1e-6;

/** Returns measured quantiles as they are without what is taken off. `warning` says which would be below zero. */
export function adjust(
  points: readonly MeasuredQuantile[],
  { subtract = 0, cap = Number.POSITIVE_INFINITY }: Adjustment,
): { points: MeasuredQuantile[]; warning?: string } {
  const less = (ms: number) => Math.min(cap, Math.max(0, ms - subtract));
  const adjusted = points.map(({ p, ms, bounds }) => ({
    p,
    ms: round(less(ms)),
    ...(bounds && { bounds: { from: less(bounds.from), to: less(bounds.to) } }),
  }));
  const below = points.find(({ ms }) => ms < subtract);
  if (below === undefined) return { points: adjusted };
  const name = `${quantileName(below.p)} ${formatDuration(below.ms)}`;
  const warning = `${name} is less than the ${formatDuration(subtract)} to subtract: written as zero`;
  return { points: adjusted, warning };
}

/** Returns the profile that is written for quantiles. Equal ones are a fixed delay, which one quantile expresses. */
export function profileFor(points: readonly QuantilePoint[], { cap }: Adjustment): PulledProfile {
  const first = points[0];
  const last = points.at(-1);
  if (first !== undefined && first.ms === last?.ms) return { points: [last] };
  const written = points.map(({ p, ms }) => ({ p, ms: Math.max(LEAST, ms) }));
  // Beyond the last quantile the tail goes on, in the worst case over the timeout.
  const rarest = quantileFunction({ kind: "quantiles", points: written })(RAREST);
  return cap === undefined || rarest <= cap ? { points: written } : { points: written, max: cap };
}
