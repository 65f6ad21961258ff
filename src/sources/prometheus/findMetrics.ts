import { didYouMean, UserError } from "../../problem.ts";
import type { Window } from "../dailyWindows.ts";
import type { PrometheusApi } from "./api.ts";
import { KNOWN_METRICS } from "./metrics.ts";
import type { PrometheusOptions } from "./options.ts";

/** A metric that may be a histogram. */
export interface Metric {
  name: string;
  /** Whether there are series of its buckets. */
  classic: boolean;
  /** Whether there are series with its bare name: native histograms, or the quantiles of a summary. */
  bare: boolean;
}

/**
 * Returns the metric that the user names, or those known ones that have values in a window.
 * @throws {UserError} if there is none, with the names that come nearest
 */
export async function findMetrics(
  api: PrometheusApi,
  window: Window,
  { metric, connection }: PrometheusOptions,
): Promise<Metric[]> {
  const wanted = metric === undefined ? KNOWN_METRICS : [metric.replace(/_bucket$/, "")];
  const selector = `{__name__=~"(?:${wanted.join("|")})(?:_bucket)?"}`;
  const names = new Set(await api.labelValues("__name__", selector, window));
  const found = wanted
    .map((name) => ({ name, classic: names.has(`${name}_bucket`), bare: names.has(name) }))
    .filter(({ classic, bare }) => classic || bare);
  if (found.length > 0) return found;
  const what =
    metric === undefined
      ? "no known histogram of servers' latencies has values in the window"
      : `no histogram ${metric} has values in the window`;
  const all = await api.labelValues("__name__", undefined, window);
  const fix = nearestMetrics(metric, all);
  throw new UserError([{ where: metric === undefined ? connection.url : "--metric", what, fix }]);
}

function nearestMetrics(metric: string | undefined, names: readonly string[]): string {
  if (names.length === 0) return "It has no values at all in the window: widen it with --window.";
  const histograms = names
    .filter((name) => name.endsWith("_bucket"))
    .map((name) => name.slice(0, -"_bucket".length));
  const likely = histograms
    .filter((name) => /duration|latency|time|seconds/.test(name))
    .slice(0, 8);
  const nearest = metric === undefined ? undefined : didYouMean(metric, histograms);
  if (nearest !== undefined) return nearest;
  if (likely.length > 0) return `Name one with --metric. There are ${likely.join(", ")}.`;
  return "Name one with --metric. It has no classic histogram of durations.";
}
