/** Each bucket is 4 % wider than the one below, so that its middle is within 2 % of all values in it. */
const GROWTH = 1.04;
/** Upper bound of the first bucket in milliseconds. Shorter durations are not distinguished. */
const LOWEST = 0.001;
/** Number of buckets up to 10 hours. */
const BUCKETS = Math.ceil(Math.log(36_000_000 / LOWEST) / Math.log(GROWTH)) + 1;

/** Counts of durations in buckets of equal relative width. It needs 5 KB for any number of durations. */
export interface Histogram {
  counts: Float64Array;
  total: number;
}

export function createHistogram(): Histogram {
  return { counts: new Float64Array(BUCKETS), total: 0 };
}

/** Counts a duration. Less than 1 µs counts as 1 µs, and more than 10 hours as 10 hours. */
export function record(histogram: Histogram, ms: number): void {
  const bucket = Math.ceil(Math.log(Math.max(ms, LOWEST) / LOWEST) / Math.log(GROWTH));
  const index = Math.min(bucket, BUCKETS - 1);
  histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
  histogram.total++;
}

/** Adds the counts of another histogram. */
export function addHistogram(histogram: Histogram, other: Histogram): void {
  for (const [index, count] of other.counts.entries()) {
    histogram.counts[index] = (histogram.counts[index] ?? 0) + count;
  }
  histogram.total += other.total;
}

/**
 * Returns the duration in milliseconds that a share of `p` of all durations does not exceed, with an error of at most
 * 2 %, or undefined if the histogram is empty.
 */
export function histogramQuantile(histogram: Histogram, p: number): number | undefined {
  if (histogram.total === 0) return undefined;
  const rank = Math.max(1, Math.ceil(p * histogram.total));
  let seen = 0;
  for (const [index, count] of histogram.counts.entries()) {
    seen += count;
    if (seen >= rank) return middle(index);
  }
  return undefined;
}

/** Returns the upper bound of a bucket in milliseconds. That of the bucket below it is its lower bound. */
export function upperBound(index: number): number {
  return LOWEST * GROWTH ** index;
}

/** Returns the value with the same relative error at both ends of the bucket. */
function middle(index: number): number {
  return LOWEST * GROWTH ** index * (2 / (1 + GROWTH));
}
