import type { RouteKey } from "../../openapi/table/table.ts";

/** How often each route was requested, relative to the others. */
export type Counts = ReadonlyMap<RouteKey, number>;

/** The greatest weight. Locust keeps a list with each task as often as its weight says. */
const MOST = 1000;

/**
 * Returns weights of tasks from counts of requests: whole numbers, at most 1000, and at least 1. A route without a count
 * gets 1.
 */
export function weightsOf(keys: readonly RouteKey[], counts: Counts): Map<RouteKey, number> {
  const most = Math.max(0, ...keys.map((key) => counts.get(key) ?? 0));
  const scale = Math.min(1, MOST / most);
  const weights = keys.map((key) => Math.max(1, Math.round((counts.get(key) ?? 0) * scale)));
  const divisor = weights.reduce(commonDivisor, 0);
  return new Map(keys.map((key, i) => [key, (weights[i] ?? 1) / (divisor || 1)]));
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
