import { describeProfile } from "../../latency/describe.ts";
import { type LatencyPlan, profileOf, queueName } from "../../latency/plan.ts";
import type { Profile } from "../../latency/profile.ts";
import { quantile } from "../../latency/quantile.ts";
import type { Mock } from "../../mock/mock.ts";
import type { Route } from "../../openapi/table/table.ts";
import { histogramQuantile } from "../measure/histogram.ts";
import { allDurations, type Metrics, type RouteMetrics } from "../measure/metrics.ts";
import type { Quantiles, RouteReport, RoutesReport } from "./routesReport.ts";
import { tagTrails } from "./tagTrails.ts";
import { tryRequest } from "./tryRequest.ts";

/**
 * Returns a function for what the page shows: the target and the measurements of each route, and a request to try it.
 * Everything but the measurements is made once, because pages request it repeatedly.
 */
export function createReport(mock: Mock): (metrics: Metrics) => RoutesReport {
  const { table, service } = mock;
  let described: Described[] | undefined;
  return (metrics) => {
    described ??= table.routes.map((route) => describeRoute(route, mock));
    return {
      title: table.title,
      service,
      routes: described.map((route) => ({
        ...route,
        achieved: achievedOf(metrics.routes.get(route.key)),
        ...queueReport(route.key, mock.latency, metrics),
      })),
      unmatched: allDurations(metrics.unmatched).total,
    };
  };
}

type Described = Omit<RouteReport, "achieved" | "queue">;

function describeRoute(route: Route, { table, latency }: Mock): Described {
  const profile = profileOf(latency, route.key);
  return {
    key: route.key,
    method: route.method,
    path: route.path,
    ...(route.summary !== undefined && { summary: route.summary }),
    ...(route.deprecated && { deprecated: true }),
    ...(table.tags && route.tags && { tags: tagTrails(route.tags, table.tags) }),
    profile: describeProfile(profile),
    target: profile === undefined ? null : targetOf(profile),
    ...tryRequest(route, table),
  };
}

function targetOf(profile: Profile): Quantiles {
  return {
    p50: quantile(profile, 0.5),
    p95: quantile(profile, 0.95),
    p99: quantile(profile, 0.99),
  };
}

/** Before its first request a queue has no metrics. */
function queueReport(
  key: string,
  latency: LatencyPlan,
  { queues }: Metrics,
): Pick<RouteReport, "queue"> {
  if (profileOf(latency, key)?.load === undefined) return {};
  const name = queueName(latency, key);
  return { queue: { ...(queues.get(name) ?? { waiting: 0, refused: 0 }) } };
}

function achievedOf(route: RouteMetrics | undefined): RouteReport["achieved"] {
  if (route === undefined) return null;
  const durations = allDurations(route);
  const p50 = histogramQuantile(durations, 0.5);
  const p95 = histogramQuantile(durations, 0.95);
  const p99 = histogramQuantile(durations, 0.99);
  if (p50 === undefined || p95 === undefined || p99 === undefined) return null;
  return { p50, p95, p99, count: durations.total };
}
