import type { Window } from "../dailyWindows.ts";
import type { ListedName, StatusFilter } from "../source.ts";
import type { DatadogApi, Progress } from "./api.ts";
import { countQuery, errorsMetric, hitsMetric } from "./metrics.ts";
import { NAME_TAG } from "./names.ts";
import { STATUS_TAG } from "./query.ts";
import { askScalars } from "./scalar.ts";
import { sum } from "./sum.ts";

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
  windows: readonly Window[],
  span: string,
  filter: string,
  statuses: StatusFilter,
  progress: Progress,
): Promise<Requests> {
  const hits = (by: readonly string[]) => countQuery(hitsMetric(span), filter, by);
  const both = [hits([NAME_TAG]), countQuery(errorsMetric(span), filter, [NAME_TAG])];
  const detailed = [NAME_TAG, STATUS_TAG];
  let all = 0;
  let errors = 0;
  const totals = new Map<string, number>();
  const codes = new Map<string, Map<number, number>>();
  for (const [i, window] of windows.entries()) {
    if (windows.length > 1) progress?.(`${i} of ${windows.length} windows`);
    const [row] = await askScalars(api, window, [hits([])], [], progress);
    all += row?.values[0] ?? 0;
    for (const { tags, values } of await askScalars(api, window, both, [NAME_TAG], progress)) {
      add(totals, tags[NAME_TAG] ?? "", values[0] ?? 0);
      errors += values[1] ?? 0;
    }
    for (const row of await askScalars(api, window, [hits(detailed)], detailed, progress)) {
      const code = Number(row.tags[STATUS_TAG]);
      const requests = row.values[0] ?? 0;
      if (!Number.isInteger(code) || requests === 0) continue;
      const name = row.tags[NAME_TAG] ?? "";
      const own = codes.get(name) ?? new Map<number, number>();
      add(own, code, requests);
      codes.set(name, own);
    }
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
    errors: Math.round(errors),
    total: Math.round(Math.max(all, named)),
    named: Math.round(named),
  };
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

function add<K>(map: Map<K, number>, key: K, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}
