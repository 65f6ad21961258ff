import { normalQuantile } from "../../latency/normal.ts";
import type { MeasuredQuantile, Measurement } from "../source.ts";

/** Requests whose latency is above `from` and at most `to`, in milliseconds. */
export interface Bucket {
  from: number;
  /** Infinity for the last bucket of a classic histogram. */
  to: number;
  count: number;
}

/** Sums of fractions are not exact: 0.3 of 10 requests is the third, not the fourth. */
const ROUNDING = 1e-9;

/** A bucket of a classic histogram: requests whose latency is at most `to` milliseconds, those below it included. */
export interface CumulativeBucket {
  to: number;
  count: number;
}

/**
 * Returns the buckets of a classic histogram. Extrapolation to the window's edges and instances with other buckets can
 * make a sum of cumulative counts fall; such a count is raised to the one before, as `histogram_quantile` does.
 */
export function splitCumulative(cumulative: readonly CumulativeBucket[]): Bucket[] {
  let from = 0;
  let below = 0;
  const buckets: Bucket[] = [];
  // Clients write the same edge as `1` and as `1.0`.
  const counts = new Map<number, number>();
  for (const { to, count } of cumulative) counts.set(to, (counts.get(to) ?? 0) + count);
  for (const [to, count] of [...counts].sort(([a], [b]) => a - b)) {
    // An edge at zero or below it counts durations that a clock made negative: they belong to the first bucket.
    if (to <= 0) continue;
    buckets.push({ from, to, count: Math.max(0, count - below) });
    from = to;
    below = Math.max(below, count);
  }
  return buckets;
}

/**
 * Returns the sum of several histograms. Buckets that overlap, because the histograms have other edges, become one: where
 * in it a request was is not known.
 */
export function sumBuckets(buckets: readonly Bucket[]): Bucket[] {
  const sums: Bucket[] = [];
  const sorted = buckets.filter(({ count }) => count > 0).sort((a, b) => a.from - b.from);
  for (const { from, to, count } of sorted) {
    const last = sums.at(-1);
    if (last === undefined || from >= last.to * (1 - ROUNDING)) sums.push({ from, to, count });
    else {
      last.to = Math.max(last.to, to);
      last.count += count;
    }
  }
  return sums;
}

/** Returns the number of requests in all buckets. */
export function countOf(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, { count }) => sum + count, 0);
}

/**
 * Returns a quantile with the edges of its bucket, or undefined if it lies in the bucket without an upper edge.
 *
 * Inside a bucket the logarithm of the latency is linear in the standard score of the probability, as between the points
 * of a latency profile (`src/latency/quantile.ts`). So buckets of a log-normal distribution give its quantiles exactly,
 * however wide they are; `histogram_quantile` is linear in both and errs by up to half of a bucket. In a bucket that
 * begins at zero, which has no logarithm, the latency is linear in the probability.
 *
 * @param buckets sorted, as `sumBuckets` returns them
 */
export function bucketQuantile(
  buckets: readonly Bucket[],
  p: number,
): MeasuredQuantile | undefined {
  const total = countOf(buckets);
  if (total <= 0) return undefined;
  let below = 0;
  for (const { from, to, count } of buckets) {
    if (count > 0 && below + count >= p * total * (1 - ROUNDING)) {
      if (to === Number.POSITIVE_INFINITY) return undefined;
      return { p, ms: inside(from, to, below, below + count, total, p), bounds: { from, to } };
    }
    below += count;
  }
  return undefined;
}

/**
 * Returns what is measured by buckets.
 * @param quantiles probabilities in ascending order
 */
export function measureBuckets(
  buckets: readonly Bucket[],
  quantiles: readonly number[],
): Measurement {
  const sum = sumBuckets(buckets);
  const found = quantiles.map((p) => bucketQuantile(sum, p));
  const last = sum.at(-1);
  const isAbove = last?.to === Number.POSITIVE_INFINITY && found.includes(undefined);
  return {
    requests: Math.round(countOf(sum)),
    quantiles: found.filter((quantile) => quantile !== undefined),
    ...(isAbove && { above: last.from }),
  };
}

function inside(from: number, to: number, below: number, up: number, total: number, p: number) {
  if (from <= 0) return (to * (p * total - below)) / (up - below);
  // The lowest and the highest of n requests are half a request away from the probabilities 0 and 1.
  const half = 0.5 / Math.max(1, total);
  const score = (probability: number) =>
    normalQuantile(Math.min(1 - half, Math.max(half, probability)));
  const [low, high] = [score(below / total), score(up / total)];
  const share = high === low ? 0.5 : (score(p) - low) / (high - low);
  return from * (to / from) ** Math.min(1, Math.max(0, share));
}
