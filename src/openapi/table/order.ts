import type { Route, RouteTable, Segment } from "./table.ts";

/**
 * Returns routes in matching order, most specific first. Users may rely on this order. Two templates are compared
 * segment by segment, and the first difference decides:
 *
 * 1. a literal comes before a segment with a literal part, and that before a bare parameter;
 * 2. of two segments with literal parts, the one with more literal characters comes first.
 *
 * If one template ends before a difference, the longer one comes first; otherwise the one that is declared first. Two
 * different literals do not count as a difference, because no path matches both. The method has no influence.
 */
export function sortRoutes(routes: Route[]): Route[] {
  return routes.toSorted((a, b) => compareTemplates(a.segments, b.segments));
}

/** Returns every route under every base path, in the order in which they are tried for a request. */
export function matchingOrder(table: RouteTable): { basePath: string; route: Route }[] {
  return table.basePaths.flatMap((basePath) => table.routes.map((route) => ({ basePath, route })));
}

/** Returns a negative number if `a` is tried before `b`, and 0 if only the order of declaration decides. */
export function compareTemplates(a: Segment[], b: Segment[]): number {
  for (const [index, segment] of a.entries()) {
    const other = b[index];
    if (other === undefined) break;
    const difference = compareSegments(segment, other);
    if (difference !== 0) return difference;
  }
  return b.length - a.length;
}

function compareSegments(a: Segment, b: Segment): number {
  return rank(a) - rank(b) || literalCharacters(b) - literalCharacters(a);
}

function rank(segment: Segment): 0 | 1 | 2 {
  if (typeof segment === "string") return 0;
  return segment.some((part) => typeof part === "string") ? 1 : 2;
}

/** Returns 0 for a literal, because its length does not make it more specific. */
function literalCharacters(segment: Segment): number {
  if (typeof segment === "string") return 0;
  return segment.reduce((sum, part) => sum + (typeof part === "string" ? part.length : 0), 0);
}
