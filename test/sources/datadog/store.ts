import type { MetricQuery, Tags } from "./metricQuery.ts";

/** Spans with the same tags: what a tracer has reported, before Datadog's agent makes metrics of it. */
export interface Spans {
  /** The operation name: `web.request`. */
  span: string;
  service: string;
  env?: string;
  /** As the framework writes it: `GET /users/{id}`. */
  resource: string;
  /** The HTTP status code. */
  status?: number;
  /** Whether the spans are errors. */
  error?: true;
  /** When they ended. */
  at: Date;
  /** The duration of each span. */
  seconds: readonly number[];
}

/** Metrics are kept with a relative error of 1/128 by the sketches of Datadog's agent. */
const GAMMA = 1 + 2 / 128;

export interface StoreOptions {
  /** Whether the distributions have percentiles. */
  percentiles: boolean;
  /** Whether the distributions have the tag `http.status_code`. */
  statusOfLatency: boolean;
}

/** A group of tags and its value over the whole window. */
export interface Group {
  values: string[];
  value: number | null;
}

/** Returns the names of all metrics that are made of the spans. */
export function metricsOf(spans: readonly Spans[]): string[] {
  return [
    ...new Set(
      spans.flatMap(({ span }) => ["", ".hits", ".errors"].map((s) => `trace.${span}${s}`)),
    ),
  ];
}

/** Evaluates a query over a window as one value for each group. */
export function evaluate(
  spans: readonly Spans[],
  query: MetricQuery,
  options: StoreOptions,
): Group[] {
  const groups = new Map<string, { values: string[]; spans: Spans[] }>();
  const suffix = /\.(hits|errors)$/.exec(query.metric)?.[1];
  const name = query.metric.replace(/^trace\./, "").replace(/\.(hits|errors)$/, "");
  for (const some of spans) {
    if (`trace.${some.span}` !== `trace.${name}`) continue;
    if (suffix === "errors" && some.error !== true) continue;
    const tags = tagsOf(some, suffix !== undefined || options.statusOfLatency);
    if (!query.matches(tags)) continue;
    const values = query.by.map((key) => tags[key] ?? "N/A");
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, spans: [] };
    group.spans.push(some);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ values, spans }) => ({
    values,
    value: suffix === undefined ? latency(spans, query, options) : hits(spans),
  }));
}

function hits(spans: readonly Spans[]): number {
  return spans.reduce((total, { seconds }) => total + seconds.length, 0);
}

function latency(
  spans: readonly Spans[],
  query: MetricQuery,
  options: StoreOptions,
): number | null {
  const all = Float64Array.from(spans.flatMap(({ seconds }) => seconds)).sort();
  if (query.aggregation === "avg") return all.reduce((sum, value) => sum + value, 0) / all.length;
  const percentile = Number(/^p(.+)$/.exec(query.aggregation)?.[1]);
  if (Number.isNaN(percentile)) throw new Error(`no aggregation ${query.aggregation} here`);
  if (!options.percentiles) return null;
  const exact = all[Math.floor((percentile / 100) * (all.length - 1))] ?? 0;
  return GAMMA ** Math.round(Math.log(exact) / Math.log(GAMMA));
}

function tagsOf({ span: _, ...some }: Spans, withStatus: boolean): Tags {
  return {
    service: some.service,
    ...(some.env === undefined ? {} : { env: some.env }),
    resource_name: normalised(some.resource),
    ...(some.status === undefined || !withStatus ? {} : { "http.status_code": `${some.status}` }),
  };
}

/** A tag's value as docs.datadoghq.com/getting_started/tagging says. Written apart from the source's own function. */
function normalised(value: string): string {
  return [...value.toLowerCase()]
    .slice(0, 200)
    .join("")
    .replace(/[^\p{L}\p{Nd}:./-]+/gu, "_")
    .replace(/_$/, "");
}
