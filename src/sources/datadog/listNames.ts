import type { ListedName, StatusFilter } from "../source.ts";
import type { DatadogApi, Progress } from "./api.ts";
import { errorsMetric, hitsMetric } from "./metrics.ts";
import { NAME_TAG } from "./names.ts";
import { hitsQuery, STATUS_TAG } from "./query.ts";
import { askScalars, type ScalarQuery, type Window } from "./scalar.ts";
import { sum } from "./span.ts";

/** Requests of which Datadog does not know the status code, among others of which it does. */
const UNKNOWN = "unknown";

/** All requests of a span. */
export interface Requests {
  names: ListedName[];
  /** Whether requests have status codes, by which those that count can be told from the others. */
  hasStatuses: boolean;
  /** Requests that failed, where Datadog has no status codes. */
  errors: number;
  /** Requests of the span, whatever their names are. */
  total: number;
  /** Requests that are in the answer by name. */
  named: number;
}

/**
 * Counts the requests of each resource name, by status code. Three queries, because groups without a status code may be
 * missing where the status is asked for, and groups of any kind where there are very many.
 */
export async function countRequests(
  api: DatadogApi,
  window: Window,
  span: string,
  filter: string,
  statuses: StatusFilter,
  progress: Progress,
): Promise<Requests> {
  const hits = (by: readonly string[]) => count(hitsMetric(span), filter, by);
  const [all] = await askScalars(api, window, [hits([])], [], progress);
  const both = [hits([NAME_TAG]), count(errorsMetric(span), filter, [NAME_TAG])];
  const byName = await askScalars(api, window, both, [NAME_TAG], progress);
  const tags = [NAME_TAG, STATUS_TAG];
  const byStatus = await askScalars(api, window, [hits(tags)], tags, progress);

  const totals = new Map<string, number>();
  for (const { tags, values } of byName) add(totals, tags[NAME_TAG] ?? "", values[0] ?? 0);
  const codes = new Map<string, Map<number, number>>();
  for (const { tags, values } of byStatus) {
    const code = Number(tags[STATUS_TAG]);
    const requests = values[0] ?? 0;
    if (!Number.isInteger(code) || requests === 0) continue;
    const name = tags[NAME_TAG] ?? "";
    const own = codes.get(name) ?? new Map<number, number>();
    codes.set(name, own.set(code, (own.get(code) ?? 0) + requests));
  }
  const hasStatuses = codes.size > 0;
  const names = [...new Set([...totals.keys(), ...codes.keys()])].sort().map((name) => {
    const own = codes.get(name) ?? new Map<number, number>();
    return listed(name, own, totals.get(name) ?? 0, hasStatuses, statuses);
  });
  const named = sum(totals.values());
  return {
    names: names.filter(({ requests, apart }) => requests > 0 || Object.keys(apart).length > 0),
    hasStatuses,
    errors: Math.round(sum(byName.map(({ values }) => values[1] ?? 0))),
    total: Math.round(Math.max(all?.values[0] ?? 0, named)),
    named: Math.round(named),
  };
}

function count(metric: string, filter: string, by: readonly string[]): ScalarQuery {
  return { query: hitsQuery(metric, filter, by), aggregator: "sum" };
}

function listed(
  name: string,
  codes: ReadonlyMap<number, number>,
  total: number,
  hasStatuses: boolean,
  statuses: StatusFilter,
): ListedName {
  if (!hasStatuses) return { name, requests: Math.round(total), apart: {} };
  let requests = 0;
  const apart: Record<string, number> = {};
  for (const [code, hits] of [...codes].sort(([a], [b]) => a - b)) {
    if (statuses.accepts(code)) requests += hits;
    else apart[code] = Math.round(hits);
  }
  const unknown = Math.round(total - sum(codes.values()));
  if (unknown > 0) apart[UNKNOWN] = unknown;
  return { name, requests: Math.round(requests), apart };
}

function add(map: Map<string, number>, key: string, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}
