import type { RouteKey } from "../openapi/table/table.ts";
import type { FaultPlan } from "./faults.ts";
import type { Profile } from "./profile.ts";

/** The latency of one service: the profile of each route. */
export interface LatencyPlan {
  /** Applies to routes without a profile of their own, and to requests that no operation matches. */
  default?: Profile;
  routes: Record<RouteKey, Profile>;
  /** What goes wrong with a share of the requests. The mock itself always makes the faults. */
  faults?: FaultPlan;
}

/** Returns the profile of a route, or of requests that no operation matches if `key` is undefined. */
export function profileOf(plan: LatencyPlan, key: RouteKey | undefined): Profile | undefined {
  return (key === undefined ? undefined : plan.routes[key]) ?? plan.default;
}
