import type { Threshold } from "../../campaign/loadTest.ts";
import type { RouteStatistics } from "../statistics.ts";
import { routeQuantile } from "./quantile.ts";

/** What thresholds limit, of one route, in their units. Undefined: the route has no request, or no response time. */
export type Figures = Threshold;

/** @param seconds for which requests were made */
export function figuresOf(route: RouteStatistics, seconds: number): Figures {
  const { requests, failures, max } = route;
  if (requests === 0) return {};
  const p50 = routeQuantile(route, 0.5);
  const p95 = routeQuantile(route, 0.95);
  const p99 = routeQuantile(route, 0.99);
  return {
    ...(p50 !== undefined && { p50 }),
    ...(p95 !== undefined && { p95 }),
    ...(p99 !== undefined && { p99 }),
    ...(max !== undefined && { max }),
    failures: failures / requests,
    ...(seconds > 0 && { rate: requests / seconds }),
    requests,
  };
}
