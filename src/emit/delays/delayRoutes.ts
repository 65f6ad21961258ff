import { isDeepStrictEqual } from "node:util";
import { type LatencyPlan, profileOf } from "../../latency/plan.ts";
import type { Profile } from "../../latency/profile.ts";
import { matchingOrder } from "../../openapi/table/order.ts";
import { matchSegment } from "../../openapi/table/pattern.ts";
import type { Route, RouteTable, Segment } from "../../openapi/table/table.ts";

/** A route under a base path. */
export interface RouteAtBase {
  /** Method and whole path template: `GET /v1/pets/{petId}`. Unique in a list. */
  name: string;
  basePath: string;
  route: Route;
}

/** A route under a base path, and how long it takes. */
export interface DelayRoute extends RouteAtBase {
  profile: Profile | undefined;
}

/**
 * The routes that a list of delays needs, in matching order; a request that none of them matches has the plan's
 * default. A route with the default's delay is left out, unless a later one that stays could take its requests.
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

/** Every route under every base path. One that an earlier one of the same name hides is no part of it. */
export function routesAtBases(table: RouteTable): RouteAtBase[] {
  const byName = new Map<string, RouteAtBase>();
  for (const { basePath, route } of matchingOrder(table)) {
    const name = `${route.method} ${basePath}${route.path}`;
    if (!byName.has(name)) byName.set(name, { name, basePath, route });
  }
  return [...byName.values()];
}

/** False only if no request matches both. */
function overlaps(a: DelayRoute, b: DelayRoute): boolean {
  return a.route.answers.some((method) => b.route.answers.includes(method)) && pathsOverlap(a, b);
}

/** False only if no path matches both. */
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
