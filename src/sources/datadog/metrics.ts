import type { Window } from "../dailyWindows.ts";
import type { DatadogApi, Progress } from "./api.ts";
import { hitsQuery, type Scope, scopeFilter } from "./query.ts";
import { askScalars, QUERIES_AT_ONCE, type Row, type ScalarQuery } from "./scalar.ts";

/** Returns the distribution of a span's latencies. */
export function latencyMetric(span: string): string {
  return `trace.${span}`;
}

export function hitsMetric(span: string): string {
  return `trace.${span}.hits`;
}

export function errorsMetric(span: string): string {
  return `trace.${span}.errors`;
}

/** Returns the query for the sum of a counter, such as the hits of a span. */
export function countQuery(metric: string, filter: string, by: readonly string[]): ScalarQuery {
  return { query: hitsQuery(metric, filter, by), aggregator: "sum" };
}

/** Returns the spans that have had trace metrics since the window began: of one service, or of all. */
export async function listSpans(
  api: DatadogApi,
  { from }: Window,
  scope: Scope | undefined,
  progress: Progress,
): Promise<string[]> {
  const query = new URLSearchParams({ from: String(Math.floor(from.getTime() / 1000)) });
  if (scope !== undefined) query.set("tag_filter", scopeFilter(scope));
  const answer = await api.ask({ path: `/api/v1/metrics?${query}` }, progress);
  const { metrics } = (answer ?? {}) as { metrics?: unknown };
  if (!Array.isArray(metrics)) return [];
  return metrics.flatMap((metric) => /^trace\.(.+)\.hits$/.exec(String(metric))?.[1] ?? []).sort();
}

/** Returns the requests of each span by groups of tags. */
export async function hitsOfSpans(
  api: DatadogApi,
  window: Window,
  spans: readonly string[],
  filter: string,
  by: readonly string[],
  progress: Progress,
): Promise<Map<string, Row[]>> {
  const result = new Map<string, Row[]>();
  for (let i = 0; i < spans.length; i += QUERIES_AT_ONCE) {
    const some = spans.slice(i, i + QUERIES_AT_ONCE);
    const queries = some.map((span) => countQuery(hitsMetric(span), filter, by));
    const rows = await askScalars(api, window, queries, by, progress);
    for (const [column, span] of some.entries()) {
      const own = rows.map(({ tags, values }) => ({ tags, values: [values[column]] }));
      result.set(
        span,
        own.filter(({ values: [hits] }) => hits !== undefined && hits > 0),
      );
    }
  }
  return result;
}
