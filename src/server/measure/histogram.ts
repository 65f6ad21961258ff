/** Each bucket is 4 % wider than the one below, so that its middle is within 2 % of everything in it. */
const GROWTH = 1.04;
/** Upper bound of the first bucket, in milliseconds; nothing below is told apart. */
const LOWEST = 0.001;
/** Up to 10 hours. */
const BUCKETS = Math.ceil(Math.log(36_000_000 / LOWEST) / Math.log(GROWTH)) + 1;

/** Counts of durations in buckets of one relative width: 5 KB, whatever is recorded. */
export interface Histogram {
  counts: Float64Array;
  total: number;
}

export function createHistogram(): Histogram {
  return { counts: new Float64Array(BUCKETS), total: 0 };
}

/** Durations of less than 1 µs count as 1 µs, and of more than 10 hours as 10 hours. */
export function record(histogram: Histogram, ms: number): void {
  const bucket = Math.ceil(Math.log(Math.max(ms, LOWEST) / LOWEST) / Math.log(GROWTH));
  const index = Math.min(bucket, BUCKETS - 1);
  histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
  histogram.total++;
}

/** Adds what another histogram recorded. */
export function addHistogram(histogram: Histogram, other: Histogram): void {
  for (const [index, count] of other.counts.entries()) {
    histogram.counts[index] = (histogram.counts[index] ?? 0) + count;
  }
  histogram.total += other.total;
}

/**
 * The duration in milliseconds below or at which a share of `p` of what was recorded lies, to 2 %; undefined when
 * nothing was.
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

/** The value that is off by the same share at both ends of the bucket. */
function middle(index: number): number {
  return LOWEST * GROWTH ** index * (2 / (1 + GROWTH));
}
