import type { NativeHistogram, Sample } from "./api.ts";
import type { Bucket } from "./buckets.ts";

/** Returns a number as Prometheus writes it: `+Inf` too. */
export function readNumber(text: string | undefined): number {
  if (text === "+Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  return Number(text);
}

/** Returns the value of a sample, or 0 if it is no number: a rate of nothing. */
export function sampleValue({ value }: Sample): number {
  const found = readNumber(value?.[1]);
  return Number.isFinite(found) ? found : 0;
}

/**
 * Returns the buckets of a native histogram. The bucket around zero begins at zero, because no latency is negative.
 *
 * @param unit milliseconds of the histogram's unit
 */
export function nativeBuckets({ buckets = [] }: NativeHistogram, unit: number): Bucket[] {
  return buckets.map(([, left, right, count]) => ({
    from: Math.max(0, readNumber(left) * unit),
    to: Math.max(0, readNumber(right) * unit),
    count: readNumber(count),
  }));
}
