import type { PulledParts } from "../../latency/file.ts";
import type { Line } from "../../sources/mock/exposition.ts";
import type { Counts } from "./weights.ts";

/**
 * Returns how often routes were requested in production, as `latency pull` wrote it. Counts of windows of different
 * lengths cannot be compared: undefined.
 */
export function pulledCounts(pulled: PulledParts | undefined): Counts | undefined {
  const entries = Object.entries(pulled?.routes ?? {});
  const windows = new Set(entries.map(([, { window }]) => window));
  if (windows.size !== 1) return undefined;
  return new Map(entries.map(([key, { requests }]) => [key, requests]));
}

/** Returns how often a mock's routes were requested, from its metrics. Refused requests do not count. */
export function metricsCounts(lines: readonly Line[], service: string): Counts {
  const counts = new Map<string, number>();
  for (const { name, labels, value } of lines) {
    const { route, status = "", le, service: of = service } = labels;
    if (name !== "understudy_request_duration_seconds_bucket" || le !== "+Inf") continue;
    if (of !== service) continue;
    if (route === undefined || /^[45]/.test(status)) continue;
    counts.set(route, (counts.get(route) ?? 0) + value);
  }
  return counts;
}
