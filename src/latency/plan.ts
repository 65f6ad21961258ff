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

/**
 * Returns the name of the queue that a route's requests enter if its profile has a load: its own, or `default`, which all
 * routes without a profile of their own share with the requests that no route matches. No route's key is a single word.
 */
export function queueName(plan: LatencyPlan, key: RouteKey | undefined): string {
  return key !== undefined && plan.routes[key] !== undefined ? key : "default";
}

/** Returns the profile of a route, or of requests that no operation matches if `key` is undefined. */
export function profileOf(plan: LatencyPlan, key: RouteKey | undefined): Profile | undefined {
  return (key === undefined ? undefined : plan.routes[key]) ?? plan.default;
}
