import { isDeepStrictEqual } from "node:util";
import { type LatencyPlan, profileOf } from "../../latency/plan.ts";
import type { Profile } from "../../latency/profile.ts";
import { matchingOrder } from "../../openapi/table/order.ts";
import { matchSegment } from "../../openapi/table/pattern.ts";
import type { Route, RouteTable, Segment } from "../../openapi/table/table.ts";

/** A route under a base path. */
export interface RouteAtBase {
  /** Method and full path template: `GET /v1/pets/{petId}`. Unique in a list. */
  name: string;
  basePath: string;
  route: Route;
}

/** A route under a base path, with its latency. */
export interface DelayRoute extends RouteAtBase {
  profile: Profile | undefined;
}

/**
 * Returns the routes that a list of delays needs, in matching order. Requests that match none of them have the plan's
 * default delay. A route with the default's delay is left out, unless a later route in the list could take its
 * requests.
 */
export function delayRoutes(table: RouteTable, plan: LatencyPlan): DelayRoute[] {
  const kept: DelayRoute[] = [];
  for (const { name, basePath, route } of routesAtBases(table).toReversed()) {
    const candidate = { name, basePath, route, profile: profileOf(plan, route.key) };
    const needed =
      !isDeepStrictEqual(candidate.profile, plan.default) ||
      kept.some((later) => overlaps(candidate, later));
    if (needed) kept.push(candidate);
  }
  return kept.toReversed();
}

/**
 * Returns every route under every base path. If several have the same name, only the first is returned: it hides the
 * others.
 */
export function routesAtBases(table: RouteTable): RouteAtBase[] {
  const byName = new Map<string, RouteAtBase>();
  for (const { basePath, route } of matchingOrder(table)) {
    const name = `${route.method} ${basePath}${route.path}`;
    if (!byName.has(name)) byName.set(name, { name, basePath, route });
  }
  return [...byName.values()];
}

/** Returns false only if no request matches both. */
function overlaps(a: DelayRoute, b: DelayRoute): boolean {
  return a.route.answers.some((method) => b.route.answers.includes(method)) && pathsOverlap(a, b);
}

/** Returns false only if no path matches both. */
export function pathsOverlap(a: RouteAtBase, b: RouteAtBase): boolean {
  const left = wholePath(a);
  const right = wholePath(b);
  return (
    left.length === right.length &&
    left.every((segment, index) => segmentsOverlap(segment, right[index] ?? ""))
  );
}

function wholePath({ basePath, route }: RouteAtBase): Segment[] {
  return [...basePath.split("/").slice(1), ...route.segments];
}

function segmentsOverlap(a: Segment, b: Segment): boolean {
  if (typeof a === "string") return matchSegment(b, a) !== undefined;
  if (typeof b === "string") return matchSegment(a, b) !== undefined;
  return true;
}
