import type { StatusFilter } from "../source.ts";
import { tagValue } from "./tag.ts";

/** Which spans are meant: the tags that all queries of a pull have in common. */
export interface Scope {
  service: string;
  env?: string | undefined;
}

/** The tag of a span's HTTP status code. */
export const STATUS_TAG = "http.status_code";

/** Returns a metric's query: `sum:trace.web.request.hits{service:shop} by {resource_name}.as_count()`. */
export function hitsQuery(metric: string, filter: string, by: readonly string[]): string {
  return `sum:${metric}{${filter}}${grouping(by)}.as_count()`;
}

/** Returns the query of a distribution's quantile, or undefined if Datadog has none of so many decimals. */
export function quantileQuery(
  metric: string,
  p: number,
  filter: string,
  by: readonly string[],
): string | undefined {
  // Percentiles with up to two decimals: docs.datadoghq.com/metrics/distributions.
  const percentile = Number((p * 100).toFixed(6));
  if (Number(percentile.toFixed(2)) !== percentile) return undefined;
  return `p${percentile}:${metric}{${filter}}${grouping(by)}`;
}

function grouping(by: readonly string[]): string {
  return by.length === 0 ? "" : ` by {${by.join(",")}}`;
}

/** Returns a filter that all of the conditions have to fulfil: `service:shop AND env:prod`. */
export function all(...conditions: readonly (string | undefined)[]): string {
  return conditions.filter((condition) => condition !== undefined).join(" AND ");
}

export function scopeFilter({ service, env }: Scope): string {
  return all(`service:${tagValue(service)}`, env && `env:${tagValue(env)}`);
}

/** Returns `resource_name IN (a,b)`. A value of a tag has no character that means something in a query. */
export function inFilter(tag: string, values: readonly string[]): string {
  const [first = "", ...others] = values;
  return others.length === 0 ? `${tag}:${first}` : `${tag} IN (${values.join(",")})`;
}

/** Values in one filter. A name has up to 200 characters. */
const VALUES_AT_ONCE = 100;

/** Returns filters that let all values through together, each of them short enough for one query. */
export function inFilters(tag: string, values: readonly string[]): string[] {
  const count = Math.ceil(values.length / VALUES_AT_ONCE);
  return Array.from({ length: count }, (_, i) =>
    inFilter(tag, values.slice(i * VALUES_AT_ONCE, (i + 1) * VALUES_AT_ONCE)),
  );
}

/**
 * Returns the filter for the status codes that count: `(http.status_code:2* OR http.status_code:3*)`, or undefined if
 * all do.
 */
export function statusFilter(filter: StatusFilter): string | undefined {
  const conditions: string[] = [];
  let isWhole = true;
  for (const digit of [1, 2, 3, 4, 5]) {
    const codes = Array.from({ length: 100 }, (_, i) => digit * 100 + i);
    const counted = codes.filter((code) => filter.accepts(code));
    if (counted.length === codes.length) conditions.push(`${STATUS_TAG}:${digit}*`);
    else isWhole = false;
    if (counted.length > 0 && counted.length < codes.length) {
      conditions.push(inFilter(STATUS_TAG, counted.map(String)));
    }
  }
  if (isWhole) return undefined;
  return conditions.length === 1 ? conditions[0] : `(${conditions.join(" OR ")})`;
}
