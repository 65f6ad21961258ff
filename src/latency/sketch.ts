/** Each bucket is this much wider than the one below, so that no two values in one bucket differ by more than 0.5 %. */
const GROWTH = 1.005;
const LOG_GROWTH = Math.log(GROWTH);
/** Upper bound of the first bucket in milliseconds. Shorter latencies are not distinguished. */
const LOWEST = 0.001;
/** Room that is added at each end when the buckets do not reach far enough. */
const ROOM = 64;

/**
 * The distribution of any number of latencies in a few kilobytes: their counts and sums in buckets of equal relative
 * width. A quantile is the mean of its bucket, so it is exact where all latencies in the bucket are equal, as those of a
 * log in whole milliseconds are, and within 0.5 % otherwise.
 */
export interface Sketch {
  total: number;
  /** The bucket to which the first place of `counts` belongs. */
  first: number;
  counts: Float64Array;
  sums: Float64Array;
}

export function createSketch(): Sketch {
  return { total: 0, first: 0, counts: new Float64Array(0), sums: new Float64Array(0) };
}

/** Counts a latency of 0 milliseconds or more. */
export function addLatency(sketch: Sketch, ms: number): void {
  addToBucket(sketch, bucketOf(ms), 1, ms);
}

/** Adds all latencies of another sketch. */
export function addSketch(sketch: Sketch, other: Sketch): void {
  for (const [place, count] of other.counts.entries()) {
    if (count > 0) addToBucket(sketch, other.first + place, count, other.sums[place] ?? 0);
  }
}

/** Returns the latency in milliseconds that a share of `p` of all does not exceed, or undefined for an empty sketch. */
export function sketchQuantile(sketch: Sketch, p: number): number | undefined {
  const rank = Math.max(1, Math.ceil(p * sketch.total));
  let seen = 0;
  for (const [place, count] of sketch.counts.entries()) {
    seen += count;
    if (count > 0 && seen >= rank) return (sketch.sums[place] ?? 0) / count;
  }
  return undefined;
}

function bucketOf(ms: number): number {
  return ms <= LOWEST ? 0 : Math.ceil(Math.log(ms / LOWEST) / LOG_GROWTH);
}

function addToBucket(sketch: Sketch, bucket: number, count: number, sum: number): void {
  if (bucket < sketch.first || bucket >= sketch.first + sketch.counts.length) {
    makeRoom(sketch, bucket);
  }
  const place = bucket - sketch.first;
  sketch.counts[place] = (sketch.counts[place] ?? 0) + count;
  sketch.sums[place] = (sketch.sums[place] ?? 0) + sum;
  sketch.total += count;
}

function makeRoom(sketch: Sketch, bucket: number): void {
  const isEmpty = sketch.counts.length === 0;
  const from = isEmpty ? bucket : Math.min(sketch.first, bucket);
  const to = isEmpty ? bucket : Math.max(sketch.first + sketch.counts.length, bucket);
  const first = Math.max(0, from - ROOM);
  const moved = (values: Float64Array): Float64Array => {
    const roomy = new Float64Array(to + ROOM - first);
    roomy.set(values, isEmpty ? 0 : sketch.first - first);
    return roomy;
  };
  sketch.counts = moved(sketch.counts);
  sketch.sums = moved(sketch.sums);
  sketch.first = first;
}
