import type { Measurement, SourceQuestion } from "../source.ts";
import type { PrometheusApi, Sample } from "./api.ts";
import { type Bucket, measureBuckets, splitCumulative } from "./buckets.ts";
import type { CountedRequests } from "./countRequests.ts";
import { evaluate } from "./evaluate.ts";
import type { FoundHistogram } from "./findHistogram.ts";
import { bucketQuery, type Histogram, oneOf } from "./promql.ts";
import { nativeBuckets, readNumber, sampleValue } from "./readSample.ts";

/** Measures sets of names by the sums of their buckets. */
export async function measureSets(
  api: PrometheusApi,
  question: SourceQuestion,
  found: FoundHistogram,
  counted: CountedRequests,
  nameOf: (metric: Sample["metric"]) => string,
  sets: readonly (readonly string[])[],
): Promise<Measurement[]> {
  const wanted = new Set(sets.flat());
  if (wanted.size === 0) return sets.map(() => ({ requests: 0, quantiles: [] }));
  const histogram = restricted(found, counted, wanted);
  const labels = [found.routeLabel, found.methodLabel].filter((label) => label !== undefined);
  const parts = await evaluate(api, question, (ms) => bucketQuery(histogram, labels, ms));
  const buckets = new Map<string, Bucket[]>();
  for (const samples of parts) addPart(buckets, samples, found, nameOf);
  return sets.map((names) =>
    measureBuckets(
      names.flatMap((name) => buckets.get(name) ?? []),
      question.quantiles,
    ),
  );
}

/** Returns the histogram with matchers for the requests that count, also those of its routes alone that are wanted. */
export function restricted(
  { histogram, routeLabel, statusLabel }: FoundHistogram,
  { routes, statuses }: CountedRequests,
  wanted?: ReadonlySet<string>,
): Histogram {
  const matchers = [...histogram.matchers];
  if (statusLabel !== undefined && statuses !== undefined) {
    matchers.push(oneOf(statusLabel, [...statuses].sort()));
  }
  const all = new Set([...routes.values()].flatMap((values) => [...values]));
  const values = new Set(
    [...routes].flatMap(([name, some]) => (wanted?.has(name) === false ? [] : [...some])),
  );
  if (routeLabel !== undefined && values.size < all.size) {
    matchers.push(oneOf(routeLabel, [...values].sort()));
  }
  return { ...histogram, matchers };
}

/** Adds the buckets of one part of the window to those of each name. */
function addPart(
  buckets: Map<string, Bucket[]>,
  samples: readonly Sample[],
  { histogram, unit }: FoundHistogram,
  nameOf: (metric: Sample["metric"]) => string,
): void {
  const series = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { le: _, ...labels } = sample.metric;
    const key = JSON.stringify(labels);
    const same = series.get(key);
    if (same === undefined) series.set(key, [sample]);
    else same.push(sample);
  }
  for (const same of series.values()) {
    const name = nameOf(same[0]?.metric ?? {});
    const found = histogram.native
      ? same.flatMap((sample) => (sample.histogram ? nativeBuckets(sample.histogram[1], unit) : []))
      : splitCumulative(
          same.map((sample) => ({
            to: readNumber(sample.metric.le) * unit,
            count: sampleValue(sample),
          })),
        );
    buckets.set(name, [...(buckets.get(name) ?? []), ...found]);
  }
}
