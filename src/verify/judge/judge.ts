import { rankInterval } from "./binomial.ts";
import type { Range, Target } from "./target.ts";
import { allowedOf, type Tolerance } from "./tolerance.ts";

export type Decision = "pass" | "fail" | "undecided";

/** An interval of measured times. Without enough measurements it is infinite upwards. */
export interface Interval {
  measured: number;
  interval: Range;
}

export interface JudgedQuantile extends Interval {
  p: number;
  kind: "named" | "guard";
  target: Range;
  allowed: Range;
  verdict: Decision;
}

/**
 * Judges the quantiles of a target. A named one passes if its interval is inside of what is allowed. A guard passes
 * unless it fails.
 *
 * @param sorted in ascending order; a request that was never answered took infinitely long
 * @param alpha permitted error of each interval
 */
export function judgeQuantiles(
  sorted: Float64Array,
  target: Target,
  tolerance: Tolerance,
  alpha: number,
): JudgedQuantile[] {
  return target.quantiles.map(({ p, kind }) => {
    const right = target.at(p);
    const allowed = allowedOf(right, p, tolerance);
    const found = quantileInterval(sorted, p, alpha);
    const decision = decide(found.interval, allowed);
    const verdict = kind === "guard" && decision === "undecided" ? "pass" : decision;
    return { p, kind, target: right, allowed, ...found, verdict };
  });
}

/** Whether an interval is inside of a range, outside of it, or neither. */
export function decide(interval: Range, allowed: Range): Decision {
  if (interval.from > allowed.to || interval.to < allowed.from) return "fail";
  return interval.from >= allowed.from && interval.to <= allowed.to ? "pass" : "undecided";
}

/** Returns the least of the times that a share of `p` of them does not exceed, or NaN if there are none. */
export function nearestRank(sorted: Float64Array, p: number): number {
  return sorted[Math.max(1, Math.ceil(p * sorted.length)) - 1] ?? Number.NaN;
}

/** Returns a measured quantile and its interval. */
export function quantileInterval(sorted: Float64Array, p: number, alpha: number): Interval {
  const n = sorted.length;
  const { lower, upper } = rankInterval(n, p, alpha);
  return {
    measured: nearestRank(sorted, p),
    interval: {
      from: lower === 0 ? 0 : (sorted[lower - 1] ?? 0),
      to: upper > n ? Number.POSITIVE_INFINITY : (sorted[upper - 1] ?? 0),
    },
  };
}

/** Returns the verdict of a whole from those of its parts: a failure decides, and then what is undecided. */
export function together(parts: readonly { verdict: Decision }[]): Decision {
  const verdicts = parts.map(({ verdict }) => verdict);
  return (
    verdicts.find((verdict) => verdict === "fail") ??
    verdicts.find((verdict) => verdict === "undecided") ??
    "pass"
  );
}

/**
 * Returns an estimate of how many requests a verdict takes in addition to those that were sent. The width of an interval
 * shrinks with the square root of their number. Returns undefined where no number helps: the quantile is at the very
 * edge of what is allowed.
 */
export function stillNeeded(
  judged: readonly JudgedQuantile[],
  requests: number,
  planned: number,
): number | undefined {
  const open = judged.filter(({ verdict }) => verdict === "undecided");
  if (open.length === 0) return undefined;
  const factors = open.map(({ measured, interval, allowed }) => {
    if (!Number.isFinite(interval.to)) return planned / Math.max(1, requests);
    const above = (interval.to - measured) / Math.abs(allowed.to - measured);
    const below = (measured - interval.from) / Math.abs(measured - allowed.from);
    if (measured > allowed.to) return ((measured - interval.from) / (measured - allowed.to)) ** 2;
    if (measured < allowed.from) return ((interval.to - measured) / (allowed.from - measured)) ** 2;
    return Math.max(above, below) ** 2;
  });
  const most = Math.max(planned / Math.max(1, requests), ...factors);
  const needed = Math.ceil(requests * most) - requests;
  return needed <= HOPELESS * planned ? Math.max(1, needed) : undefined;
}

/** Beyond this many times the planned requests, nobody waits for a verdict. */
const HOPELESS = 50;
