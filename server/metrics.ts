import type { RouteKey } from "../routes/table.ts";
import { createHistogram, type Histogram, record } from "./histogram.ts";

/** Upper bounds of the exposed buckets, in seconds: from a cache's answer to a slow report's. */
export const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What was measured since the server started, by route, and of requests that no route matched. */
export interface Metrics {
  routes: Map<RouteKey, RouteMetrics>;
  unmatched: RouteMetrics;
}

export interface RouteMetrics {
  /** Answers by the request's method, then by status. */
  answers: Map<string, Map<number, number>>;
  /** Answers that took as long as each of `BUCKETS` but longer than the one before; last, all slower ones. */
  buckets: number[];
  /** Sum of all durations, in seconds. */
  seconds: number;
  /** The same durations in finer buckets, for quantiles. */
  durations: Histogram;
}

export function createMetrics(): Metrics {
  return { routes: new Map(), unmatched: createRouteMetrics() };
}

/** The metrics of a route, which outlive the table that has it. */
export function metricsOf(metrics: Metrics, key: RouteKey): RouteMetrics {
  const found = metrics.routes.get(key) ?? createRouteMetrics();
  metrics.routes.set(key, found);
  return found;
}

/** Counts an answer that was sent `ms` after its request had arrived. */
export function countAnswer(route: RouteMetrics, method: string, status: number, ms: number): void {
  count(route, method, status);
  const seconds = ms / 1000;
  let bucket = 0;
  while (seconds > (BUCKETS[bucket] ?? Number.POSITIVE_INFINITY)) bucket++;
  route.buckets[bucket] = (route.buckets[bucket] ?? 0) + 1;
  route.seconds += seconds;
  record(route.durations, ms);
}

/** Counts a request whose client went away before its answer, with nginx's status for it. */
export function countAbandoned(route: RouteMetrics, method: string): void {
  count(route, method, 499);
}

/**
 * The metrics in Prometheus' text format 0.0.4:
 *
 * - `understudy_requests_total{method,route,status}`
 * - `understudy_request_duration_seconds{route}`, a histogram over `BUCKETS`, from arrival to answer
 *
 * `route` is the route's key, `GET /pets/{petId}`, or `unmatched`. Routes that nobody asked yet have no lines.
 */
export function prometheusText(metrics: Metrics): string {
  const routes = [...metrics.routes, ["unmatched", metrics.unmatched] as const].filter(
    ([, route]) => route.answers.size > 0,
  );
  return [
    "# HELP understudy_requests_total Answers sent, by method, route and status.",
    "# TYPE understudy_requests_total counter",
    ...routes.flatMap(([key, route]) => counterLines(key, route)),
    "# HELP understudy_request_duration_seconds Time from a request's arrival until its answer was sent.",
    "# TYPE understudy_request_duration_seconds histogram",
    ...routes.flatMap(([key, route]) => histogramLines(key, route)),
    "",
  ].join("\n");
}

function createRouteMetrics(): RouteMetrics {
  return {
    answers: new Map(),
    buckets: [...BUCKETS, Number.POSITIVE_INFINITY].map(() => 0),
    seconds: 0,
    durations: createHistogram(),
  };
}

function count({ answers }: RouteMetrics, method: string, status: number): void {
  let statuses = answers.get(method);
  if (statuses === undefined) {
    statuses = new Map();
    answers.set(method, statuses);
  }
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
}

function counterLines(key: RouteKey, route: RouteMetrics): string[] {
  return [...route.answers].flatMap(([method, statuses]) =>
    [...statuses].map(
      ([status, total]) =>
        `understudy_requests_total{method="${method}",route="${label(key)}",status="${status}"} ${total}`,
    ),
  );
}

function histogramLines(key: RouteKey, route: RouteMetrics): string[] {
  const name = "understudy_request_duration_seconds";
  const labels = `route="${label(key)}"`;
  let below = 0;
  const buckets = route.buckets.map((count, index) => {
    below += count;
    return `${name}_bucket{${labels},le="${BUCKETS[index] ?? "+Inf"}"} ${below}`;
  });
  return [
    ...buckets,
    `${name}_sum{${labels}} ${route.seconds}`,
    `${name}_count{${labels}} ${below}`,
  ];
}

function label(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
