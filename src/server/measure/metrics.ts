import type { RouteKey } from "../../openapi/table/table.ts";
import { addHistogram, createHistogram, type Histogram, record } from "./histogram.ts";

/** Upper bounds of the exposed buckets in seconds, from the answer of a cache to a slow report. */
export const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Measurements since the start of the server, by route, and of requests that no route matched. */
export interface Metrics {
  /** Label of every line: the mock's name, if the server has several mocks. */
  service?: string;
  routes: Map<RouteKey, RouteMetrics>;
  unmatched: RouteMetrics;
  /** The queues of profiles with a load, by route; `default` is that of all routes without a profile of their own. */
  queues: Map<string, QueueMetrics>;
}

export interface QueueMetrics {
  /** How many requests wait. It is worked out when the metrics are read. */
  waiting: number;
  /** How many requests were refused, because the queue was full. */
  refused: number;
}

export interface RouteMetrics {
  /** Number of answers by the request's method, then by status. */
  answers: Map<string, Map<number, number>>;
  /** Number of answers in each of `BUCKETS`, without those of the bucket before; then those slower than all buckets. */
  buckets: number[];
  /** Sum of all durations in seconds. */
  seconds: number;
  /** The same durations by status, in finer buckets, for quantiles. */
  durations: Map<number, Histogram>;
}

export function createMetrics(service?: string): Metrics {
  return {
    ...(service !== undefined && { service }),
    routes: new Map(),
    unmatched: createRouteMetrics(),
    queues: new Map(),
  };
}

/** Adds up the metrics of one mock from several processes. */
export function sumMetrics(all: Metrics[]): Metrics {
  const sum = createMetrics(all[0]?.service);
  for (const metrics of all) {
    for (const [key, route] of metrics.routes) addRoute(metricsOf(sum, key), route);
    addRoute(sum.unmatched, metrics.unmatched);
    for (const [name, { waiting, refused }] of metrics.queues) {
      const queue = queueOf(sum, name);
      queue.waiting += waiting;
      queue.refused += refused;
    }
  }
  return sum;
}

/** Returns the metrics of a route. They remain when a new table replaces the one that has the route. */
export function metricsOf(metrics: Metrics, key: RouteKey): RouteMetrics {
  const found = metrics.routes.get(key) ?? createRouteMetrics();
  metrics.routes.set(key, found);
  return found;
}

/** Returns the metrics of a queue, which remain as those of a route do. */
export function queueOf(metrics: Metrics, name: string): QueueMetrics {
  const found = metrics.queues.get(name) ?? { waiting: 0, refused: 0 };
  metrics.queues.set(name, found);
  return found;
}

/** Counts an answer that was sent `ms` after the arrival of its request. */
export function countAnswer(route: RouteMetrics, method: string, status: number, ms: number): void {
  count(route, method, status);
  const seconds = ms / 1000;
  let bucket = 0;
  while (seconds > (BUCKETS[bucket] ?? Number.POSITIVE_INFINITY)) bucket++;
  route.buckets[bucket] = (route.buckets[bucket] ?? 0) + 1;
  route.seconds += seconds;
  record(durationsOf(route, status), ms);
}

/** Counts a request without an answer, or one that a full queue refused: its duration is none of the route's. */
export function countUnanswered(route: RouteMetrics, method: string, status: number): void {
  count(route, method, status);
}

/** Returns the durations of a route, whatever the status was. */
export function allDurations({ durations }: RouteMetrics): Histogram {
  const all = createHistogram();
  for (const histogram of durations.values()) addHistogram(all, histogram);
  return all;
}

/**
 * Returns the metrics in Prometheus' text format 0.0.4:
 *
 * - `understudy_requests_total{method,route,status}`
 * - `understudy_request_duration_seconds{route}`, a histogram over `BUCKETS`, from arrival to answer
 * - `understudy_queue_length{route}` and `understudy_queue_refused_total{route}`, if a profile has a load
 *
 * `route` is the route's key, `GET /pets/{petId}`, or `unmatched`. If there are several mocks, each line has a label
 * `service`. Routes without requests have no lines.
 */
export function prometheusText(...all: Metrics[]): string {
  const routes = calledRoutes(all);
  return [
    "# HELP understudy_requests_total Answers sent, by method, route and status.",
    "# TYPE understudy_requests_total counter",
    ...routes.flatMap(([labels, route]) => counterLines(labels, route)),
    "# HELP understudy_request_duration_seconds Time from a request's arrival until its answer was sent.",
    "# TYPE understudy_request_duration_seconds histogram",
    ...routes.flatMap(([labels, route]) => histogramLines(labels, route)),
    ...queueLines(all),
    "",
  ].join("\n");
}

/** Returns the metrics of each route that has requests, with its labels. */
export function calledRoutes(all: readonly Metrics[]): (readonly [string, RouteMetrics])[] {
  return all.flatMap((metrics) => {
    const service = serviceLabel(metrics);
    return [...metrics.routes, ["unmatched", metrics.unmatched] as const]
      .filter(([, route]) => route.answers.size > 0)
      .map(([key, route]) => [`${service}route="${label(key)}"`, route] as const);
  });
}

function createRouteMetrics(): RouteMetrics {
  return {
    answers: new Map(),
    buckets: [...BUCKETS, Number.POSITIVE_INFINITY].map(() => 0),
    seconds: 0,
    durations: new Map(),
  };
}

function durationsOf({ durations }: RouteMetrics, status: number): Histogram {
  let histogram = durations.get(status);
  if (histogram === undefined) {
    histogram = createHistogram();
    durations.set(status, histogram);
  }
  return histogram;
}

function count({ answers }: RouteMetrics, method: string, status: number, by = 1): void {
  let statuses = answers.get(method);
  if (statuses === undefined) {
    statuses = new Map();
    answers.set(method, statuses);
  }
  statuses.set(status, (statuses.get(status) ?? 0) + by);
}

function addRoute(sum: RouteMetrics, route: RouteMetrics): void {
  for (const [method, statuses] of route.answers) {
    for (const [status, total] of statuses) count(sum, method, status, total);
  }
  for (const [i, total] of route.buckets.entries()) sum.buckets[i] = (sum.buckets[i] ?? 0) + total;
  sum.seconds += route.seconds;
  for (const [status, durations] of route.durations) {
    addHistogram(durationsOf(sum, status), durations);
  }
}

function counterLines(labels: string, route: RouteMetrics): string[] {
  return [...route.answers].flatMap(([method, statuses]) =>
    [...statuses].map(
      ([status, total]) =>
        `understudy_requests_total{method="${method}",${labels},status="${status}"} ${total}`,
    ),
  );
}

function histogramLines(labels: string, route: RouteMetrics): string[] {
  const name = "understudy_request_duration_seconds";
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

function queueLines(all: Metrics[]): string[] {
  const queues = all.flatMap((metrics) =>
    [...metrics.queues].map(
      ([name, queue]) => [`${serviceLabel(metrics)}route="${label(name)}"`, queue] as const,
    ),
  );
  if (queues.length === 0) return [];
  return [
    "# HELP understudy_queue_length Requests that wait, because a profile's load is at its capacity.",
    "# TYPE understudy_queue_length gauge",
    ...queues.map(([labels, { waiting }]) => `understudy_queue_length{${labels}} ${waiting}`),
    "# HELP understudy_queue_refused_total Requests answered with 503, because the queue was full.",
    "# TYPE understudy_queue_refused_total counter",
    ...queues.map(
      ([labels, { refused }]) => `understudy_queue_refused_total{${labels}} ${refused}`,
    ),
  ];
}

function serviceLabel({ service }: Metrics): string {
  return service === undefined ? "" : `service="${label(service)}",`;
}

function label(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
