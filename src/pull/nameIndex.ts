import type { RouteKey, RouteTable } from "../openapi/table/table.ts";
import type { LatencySource, ListedName } from "../sources/source.ts";

/** Which of a source's names belong to which route. */
export interface Assignment {
  byRoute: Map<RouteKey, ListedName[]>;
  /** Names that two or more routes may have, so that no route gets their requests. */
  ambiguous: AmbiguousName[];
  /** Names that no route has. */
  unexplained: ListedName[];
}

export interface AmbiguousName extends ListedName {
  routes: RouteKey[];
}

/**
 * Returns the routes of every name that a document's routes may have in a source. Names are only made from routes; no
 * route is guessed from a name.
 */
export function nameIndex(
  source: Pick<LatencySource, "namesOf">,
  table: RouteTable,
): Map<string, RouteKey[]> {
  const index = new Map<string, RouteKey[]>();
  for (const route of table.routes) {
    for (const name of new Set(source.namesOf(route, table))) {
      const routes = index.get(name);
      if (routes === undefined) index.set(name, [route.key]);
      else routes.push(route.key);
    }
  }
  return index;
}

/**
 * Assigns the names that a source has to routes.
 *
 * @param given the stack's `latency.names`, which overrides the index
 */
export function assignNames(
  listed: readonly ListedName[],
  index: ReadonlyMap<string, RouteKey[]>,
  given: Readonly<Record<string, RouteKey>>,
): Assignment {
  const result: Assignment = { byRoute: new Map(), ambiguous: [], unexplained: [] };
  for (const entry of listed) {
    const said = Object.hasOwn(given, entry.name) ? given[entry.name] : undefined;
    const routes = said === undefined ? (index.get(entry.name) ?? []) : [said];
    const [route] = routes;
    if (route === undefined) result.unexplained.push(entry);
    else if (routes.length > 1) result.ambiguous.push({ ...entry, routes });
    else result.byRoute.set(route, [...(result.byRoute.get(route) ?? []), entry]);
  }
  return result;
}
