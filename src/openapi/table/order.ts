import type { Route, RouteTable, Segment } from "./table.ts";

/**
 * Routes in matching order, which is a contract: most specific first. Two templates are compared segment by segment;
 * the first difference decides:
 *
 * 1. a literal before a segment with a literal part, that before a bare parameter;
 * 2. of two segments with literal parts, the one with more literal characters.
 *
 * Where one template ends and the other goes on, the longer comes first; else the one declared first. Different
 * literals are no difference: no path matches both. The method plays no part.
 */
export function sortRoutes(routes: Route[]): Route[] {
  return routes.toSorted((a, b) => compareTemplates(a.segments, b.segments));
}

/** Every route under every base path, in the order in which a request tries them. */
export function matchingOrder(table: RouteTable): { basePath: string; route: Route }[] {
  return table.basePaths.flatMap((basePath) => table.routes.map((route) => ({ basePath, route })));
}

/** Negative when `a` is tried before `b`, 0 when only the declaration order decides. */
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

/** 0 for a literal: its length says nothing about how specific it is. */
function literalCharacters(segment: Segment): number {
  if (typeof segment === "string") return 0;
  return segment.reduce((sum, part) => sum + (typeof part === "string" ? part.length : 0), 0);
}
