import type { RouteKey } from "../openapi/table/table.ts";
import type { FaultPlan } from "./faults.ts";
import type { Profile } from "./profile.ts";

/** The latency of one service: which profile each route has. */
export interface LatencyPlan {
  /** For routes without a profile of their own, and for requests that no operation matches. */
  default?: Profile;
  routes: Record<RouteKey, Profile>;
  /** What goes wrong with a share of the requests; always made by the mock itself. */
  faults?: FaultPlan;
}

/** The profile of a route, or of a request that no operation matches (`key` undefined). */
export function profileOf(plan: LatencyPlan, key: RouteKey | undefined): Profile | undefined {
  return (key === undefined ? undefined : plan.routes[key]) ?? plan.default;
}
