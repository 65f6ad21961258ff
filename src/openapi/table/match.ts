import { matchingOrder } from "./order.ts";
import { decodePercent, matchPath, parameterNames, upperEscapes } from "./pattern.ts";
import { METHODS, type Method, type Route, type RouteTable } from "./table.ts";

/**
 * The route of a request with its path parameters, percent-decoded; or else the methods that the path has, in the order
 * of `METHODS`. Without methods the document has no such path.
 */
export type Match =
  | { route: Route; params: Record<string, string> }
  | { route?: undefined; allowed: Method[] };

/**
 * Finds the route of a request by a walk over the ordered list. This is the reference for every faster implementation.
 *
 * @param path as it is on the wire, without its query
 */
export function matchRoute(table: RouteTable, method: string, path: string): Match {
  const allowed = new Set<string>();
  const comparable = upperEscapes(path);
  for (const { basePath, route } of matchingOrder(table)) {
    if (!comparable.startsWith(`${basePath}/`)) continue;
    const values = matchPath(route.segments, comparable.slice(basePath.length));
    if (values === undefined) continue;
    if (route.answers.some((answered) => answered === method)) {
      return { route, params: nameValues(route, values) };
    }
    for (const answered of route.answers) allowed.add(answered);
  }
  return { allowed: METHODS.filter((candidate) => allowed.has(candidate)) };
}

function nameValues(route: Route, values: string[]): Record<string, string> {
  const names = parameterNames(route.segments);
  return Object.fromEntries(names.map((name, index) => [name, decodePercent(values[index] ?? "")]));
}
