import type { Route, RouteKey, RouteTable } from "../../openapi/table/table.ts";
import { templateNames } from "../templateNames.ts";
import { shapeOf, shapesOf } from "./shape.ts";
import { tagValues } from "./tag.ts";

/** How near a name is to what the document says. A name belongs to the routes to which it is nearest. */
const AS_DOCUMENTED = 0;
const ALTERED = 1;

/** The tag whose values are the names. */
export const NAME_TAG = "resource_name";

/** All names that the operations of a document may have as `resource_name`. */
export interface Names {
  /** Returns the names of a route: those that follow from the document, and those of `seen` that have its shape. */
  of(route: Route): string[];
  /** Returns the routes that a name may stand for. */
  routesOf(name: string): RouteKey[];
}

/**
 * Makes the names of all operations, given the names that Datadog has: one whose parameters alone are named otherwise
 * than in the document belongs to the operation too.
 */
export type NamesAmong = (seen: Iterable<string>) => Names;

export function namesOf(table: RouteTable): NamesAmong {
  const ranked = table.routes.map((route) => ({ route, ranks: rankedNames(route, table) }));
  const best = new Map<string, number>();
  for (const { ranks } of ranked) {
    for (const [name, rank] of ranks) best.set(name, Math.min(rank, best.get(name) ?? rank));
  }
  const ofRoutes = new Map<RouteKey, string[]>();
  const routesByName = new Map<string, RouteKey[]>();
  const routesByShape = new Map<string, RouteKey[]>();
  for (const { route, ranks } of ranked) {
    const names = [...ranks].flatMap(([name, rank]) => (best.get(name) === rank ? [name] : []));
    ofRoutes.set(route.key, names);
    for (const name of names) addTo(routesByName, name, route.key);
    for (const shape of new Set(shapesOf(route, table.basePaths))) {
      addTo(routesByShape, shape, route.key);
    }
  }
  return (seen) => {
    const alikeOf = new Map<RouteKey, string[]>();
    const alikeByName = new Map<string, RouteKey[]>();
    for (const name of new Set(seen)) {
      const shape = routesByName.has(name) ? undefined : shapeOf(name);
      const routes = shape === undefined ? [] : (routesByShape.get(shape) ?? []);
      if (routes.length > 0) alikeByName.set(name, routes);
      for (const key of routes) addTo(alikeOf, key, name);
    }
    return {
      of: ({ key }) => [...(ofRoutes.get(key) ?? []), ...(alikeOf.get(key) ?? [])],
      routesOf: (name) => routesByName.get(name) ?? alikeByName.get(name) ?? [],
    };
  };
}

function addTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** Returns the names that follow from the document, with how near each is to it. */
function rankedNames(route: Route, table: RouteTable): Map<string, number> {
  const ranks = new Map<string, number>();
  const add = (text: string, rank: number) => {
    for (const name of tagValues(NAME_TAG, text)) {
      ranks.set(name, Math.min(rank, ranks.get(name) ?? rank));
    }
  };
  for (const path of templateNames(route, table)) {
    add(`${route.method} ${path}`, hasSlashesOf(route.path, path) ? AS_DOCUMENTED : ALTERED);
    add(path, ALTERED);
  }
  for (const base of table.basePaths) add(`${route.method} ${unknown(base + route.path)}`, ALTERED);
  if (route.operationId !== undefined) add(route.operationId, ALTERED);
  return ranks;
}

function hasSlashesOf(documented: string, path: string): boolean {
  return path.startsWith("/") && path.endsWith("/") === documented.endsWith("/");
}

/**
 * Returns a path with every parameter as `?`, which tracers write that know no templates and replace what looks like an
 * identifier (those for Java, .NET and Ruby).
 */
function unknown(path: string): string {
  return path.replace(/\{[^{}]*\}/g, "?");
}
