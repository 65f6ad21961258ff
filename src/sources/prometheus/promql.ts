import { escapeRegex } from "../../openapi/table/pattern.ts";

/** A histogram, or the part of it that matchers choose. */
export interface Histogram {
  /** Without `_bucket`. */
  name: string;
  /** Whether its series hold whole histograms, instead of one number for each bucket. */
  native: boolean;
  /** Each as in a selector: `job="payments"`. */
  matchers: readonly string[];
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
] as const;

/**
 * Returns the query for the number of requests in the time before its evaluation, by labels. Restarts of instances are
 * counted in: `increase` knows that a counter has begun anew when it falls.
 */
export function countQuery(histogram: Histogram, labels: readonly string[], ms: number): string {
  const { name, native, matchers } = histogram;
  return native
    ? sumBy(labels, `histogram_count(increase(${selector(name, matchers)}[${duration(ms)}]))`)
    : sumBy(labels, `increase(${seriesOf(histogram)}[${duration(ms)}])`);
}

/** Returns the query for the sum of the latencies of these requests, in the histogram's unit. */
export function sumQuery(histogram: Histogram, labels: readonly string[], ms: number): string {
  const { name, native, matchers } = histogram;
  return native
    ? sumBy(labels, `histogram_sum(increase(${selector(name, matchers)}[${duration(ms)}]))`)
    : sumBy(labels, `increase(${selector(`${name}_sum`, matchers)}[${duration(ms)}])`);
}

/** Returns the query for the buckets of the requests in the time before its evaluation, by labels. */
export function bucketQuery(
  { name, native, matchers }: Histogram,
  labels: readonly string[],
  ms: number,
): string {
  const series = selector(native ? name : `${name}_bucket`, matchers);
  return sumBy(native ? labels : [...labels, "le"], `increase(${series}[${duration(ms)}])`);
}

/** Returns the query for the time of the first value in the time before its evaluation, looked for in 30 places. */
export function firstQuery(histogram: Histogram, ms: number): string {
  const step = duration(Math.max(60_000, Math.round(ms / 30 / 60_000) * 60_000));
  return `min(min_over_time(timestamp(${seriesOf(histogram)})[${duration(ms)}:${step}]))`;
}

/** Returns the selector of one series for each combination of labels: a native histogram, or the bucket of all requests. */
export function seriesOf({ name, native, matchers }: Histogram): string {
  return native
    ? selector(name, matchers)
    : selector(`${name}_bucket`, [...matchers, matcher("le", "+Inf")]);
}

/** Returns a matcher for the series whose label has this value. */
export function matcher(label: string, value: string): string {
  return `${label}=${JSON.stringify(value)}`;
}

/** Returns a matcher for the series whose label has one of these values. */
export function oneOf(label: string, values: readonly string[]): string {
  return `${label}=~${JSON.stringify(values.map(escapeRegex).join("|"))}`;
}

/** Returns a duration as queries have it: `7d`. */
export function duration(ms: number): string {
  const whole = Math.max(1, Math.round(ms));
  const [unit, size] = UNITS.find(([, candidate]) => whole % candidate === 0) ?? ["ms", 1];
  return `${whole / size}${unit}`;
}

function selector(name: string, matchers: readonly string[]): string {
  return matchers.length === 0 ? name : `${name}{${matchers.join(", ")}}`;
}

function sumBy(labels: readonly string[], vector: string): string {
  return labels.length === 0 ? `sum(${vector})` : `sum by (${labels.join(", ")}) (${vector})`;
}
