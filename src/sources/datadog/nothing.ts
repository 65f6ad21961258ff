import { and, didYouMean, type Problem, UserError } from "../../problem.ts";
import type { Window } from "../dailyWindows.ts";
import type { StatusFilter } from "../source.ts";
import type { DatadogApi, Progress } from "./api.ts";
import { hitsOfSpans, latencyMetric, listSpans } from "./metrics.ts";
import { all, quantileQuery, type Scope, STATUS_TAG, scopeFilter, statusFilter } from "./query.ts";
import { askScalars, type Row } from "./scalar.ts";

/** Returns why a service has no trace metrics in the window, with the nearest that has some. */
export async function whyNoSpans(
  api: DatadogApi,
  window: Window,
  scope: Scope,
  progress: Progress,
): Promise<UserError> {
  const spans = await listSpans(api, window, undefined, progress);
  const hits = await hitsOfSpans(api, window, spans, "*", ["service", "env"], progress);
  const rows = [...hits.values()].flat();
  return (
    elsewhere(rows, scope, "Datadog has no trace metrics") ??
    error({
      where: `Datadog (${api.host})`,
      what: "it has no trace metrics in this window",
      fix: "Ask for a longer --window, and of the site that the service's traces go to (--site).",
    })
  );
}

/** Returns why a span of a service has no requests in the window, with the nearest that has some. */
export async function whyNoRequests(
  api: DatadogApi,
  window: Window,
  scope: Scope,
  span: string,
  progress: Progress,
): Promise<UserError> {
  const hits = await hitsOfSpans(api, window, [span], "*", ["service", "env"], progress);
  const found = elsewhere(hits.get(span) ?? [], scope, `trace.${span} has no requests`);
  if (found !== undefined) return found;
  const where = `Datadog (${api.host})`;
  const spans = await listSpans(api, window, undefined, progress);
  if (spans.includes(span)) {
    const fix = "Ask for a longer --window.";
    return error({ where, what: `trace.${span} has no requests in this window`, fix });
  }
  return error({
    where: "--span",
    what: `Datadog has no metric trace.${span}.hits in this window${known(spans)}`,
    fix: didYouMean(span, spans),
  });
}

/** Returns the error for requests that are in other environments, or of other services. */
function elsewhere(
  rows: readonly Row[],
  { service, env }: Scope,
  nothing: string,
): UserError | undefined {
  const own = rows.filter(({ tags }) => tags.service === service);
  if (own.length > 0) {
    const envs = unique(own.map(({ tags }) => tags.env ?? ""));
    return error({
      where: "--env",
      what: `service:${service} has no requests in env:${env} in this window, but in ${and(envs)}`,
      fix: didYouMean(env ?? "", envs),
    });
  }
  if (rows.length === 0) return undefined;
  const services = unique(rows.map(({ tags }) => tags.service ?? ""));
  return error({
    where: "--datadog-service",
    what: `${nothing} of service:${service} in this window${known(services)}`,
    fix:
      didYouMean(service, services) ?? "Is the service traced, and does it have that name there?",
  });
}

/** Returns why there are requests but no quantiles. */
export async function whyNoQuantiles(
  api: DatadogApi,
  window: Window,
  scope: Scope,
  span: string,
  statuses: StatusFilter,
  progress: Progress,
): Promise<UserError> {
  const where = `Datadog (${api.host})`;
  const metric = latencyMetric(span);
  const filter = scopeFilter(scope);
  const counted = all(filter, statusFilter(statuses));
  const queries = [
    { query: `avg:${metric}{${filter}}`, aggregator: "avg" as const },
    { query: quantileQuery(metric, 0.5, filter, []) ?? "", aggregator: "percentile" as const },
    { query: `avg:${metric}{${counted}}`, aggregator: "avg" as const },
  ];
  const [row] = await askScalars(api, window, queries, [], progress);
  const [average, median, averageOfCounted] = row?.values ?? [];
  if (average === undefined) {
    return error({
      where,
      what: `${metric}.hits has requests, but the distribution ${metric} has no data in this window`,
      fix: "Trace metrics are kept for 15 months. Is the --window older, or is --span a metric of another kind?",
    });
  }
  if (median === undefined) {
    return error({
      where,
      what: `percentiles are not enabled for the distribution ${metric}`,
      fix: `Enable them in Datadog: Metrics > Summary > ${metric} > Configure > Percentiles. They begin with the data from then on.`,
    });
  }
  if (averageOfCounted === undefined) {
    return error({
      where: "--status",
      what: `the distribution ${metric} has no tag ${STATUS_TAG}, so it cannot tell the answers that count from others`,
      fix: "Count answers of all statuses: --status 1xx,2xx,3xx,4xx,5xx",
    });
  }
  return error({
    where,
    what: `${metric} has latencies in this window, but none of the operations' names`,
    fix: "Run this command again: Datadog may have answered in part.",
  });
}

/** Returns `: it has catalog, orders and shop`, of many only the first. */
function known(names: readonly string[]): string {
  const LISTED = 10;
  if (names.length === 0) return "";
  const some = names.slice(0, LISTED);
  const rest = names.length - some.length;
  return `: it has ${rest === 0 ? and(some) : `${some.join(", ")} and ${rest} more`}`;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function error(problem: Problem): UserError {
  return new UserError([problem]);
}
