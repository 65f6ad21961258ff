import { type Fault, faultSampler, faultsOf } from "../latency/faults.ts";
import { profileOf } from "../latency/plan.ts";
import { sampler } from "../latency/sample.ts";
import { shareLoads } from "../latency/shareLoads.ts";
import { stratified } from "../latency/stratify.ts";
import type { Mock } from "../mock/mock.ts";
import { createRouter, type Found, type Router } from "../openapi/table/router.ts";
import type { Route } from "../openapi/table/table.ts";
import { createSchemaChecks } from "./checks/schemaChecks.ts";
import { type Metrics, metricsOf, type RouteMetrics } from "./measure/metrics.ts";
import { createOperation, type Operation } from "./operation.ts";
import { DEFAULT_OPTIONS, type ServerOptions } from "./options.ts";
import { createReport } from "./own/report.ts";
import type { RoutesReport } from "./own/routesReport.ts";
import { createQueues, type ServedQueue } from "./queues.ts";

/** A prepared mock. It is replaced as a whole; running requests keep the one that they started with. */
export interface Serving {
  /** The mock's name. */
  service: string;
  metrics: Metrics;
  router: Router;
  /** Returns the endpoint of a route that the router has found. */
  endpoint(found: Found): Endpoint;
  unmatched: Timing;
  options: ServerOptions;
  report(metrics: Metrics): RoutesReport;
  /** Returns the metrics, with the lengths of the queues at a time. */
  measured(now: number): Metrics;
}

export interface Endpoint extends Timing {
  route: Route;
  operation: Operation;
}

/** The delays and faults of a route, or of unmatched requests, and their metrics. */
export interface Timing {
  /** Returns the delay of the next request in milliseconds, in an idle service. */
  delay: () => number;
  /** Undefined if the profile has no load. */
  queue?: ServedQueue | undefined;
  metrics: RouteMetrics;
  /** Returns the fault of the next request; undefined for a route without faults. */
  fault?: () => Fault | undefined;
}

/**
 * Prepares a mock. Each operation is prepared by its first request, so that large documents start as fast as small
 * ones.
 */
export function createServing(
  mock: Mock,
  metrics: Metrics,
  random: () => number,
  options: ServerOptions = DEFAULT_OPTIONS,
): Serving {
  const { table } = mock;
  const latency = shareLoads(mock.latency, options.workers);
  const queues = createQueues(latency, metrics);
  const delayOf = (key: string | undefined) => {
    const profile = profileOf(latency, key);
    return profile === undefined ? () => 0 : sampler(profile, stratified(random));
  };
  const checks = {
    requests: createSchemaChecks(table, "Request"),
    replies: createSchemaChecks(table, "Response"),
  };
  const faultOf = (key: string) => {
    const faults = faultsOf(latency.faults, key);
    return faults.length === 0 ? {} : { fault: faultSampler(faults, random) };
  };
  const endpoints: Endpoint[] = [];
  const createEndpoint = (route: Route): Endpoint => ({
    route,
    operation: createOperation(route, table, checks, options),
    delay: delayOf(route.key),
    queue: queues.of(route.key),
    metrics: metricsOf(metrics, route.key),
    ...faultOf(route.key),
  });
  return {
    service: mock.service,
    metrics,
    router: createRouter(table),
    endpoint({ index, route }) {
      endpoints[index] ??= createEndpoint(route);
      return endpoints[index];
    },
    unmatched: {
      delay: delayOf(undefined),
      queue: queues.of(undefined),
      metrics: metrics.unmatched,
    },
    options,
    report: createReport(mock),
    measured(now) {
      queues.measure(now);
      return metrics;
    },
  };
}
