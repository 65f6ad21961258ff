import type { Tag } from "../../openapi/table/table.ts";
import type { RouteReport } from "./routesReport.ts";

/** Returns the tags of a route, each with the titles from its outermost parent on. A circle of parents is cut. */
export function tagTrails(
  names: readonly string[],
  tags: Record<string, Tag>,
): NonNullable<RouteReport["tags"]> {
  return names.map((name) => {
    const trail = new Set<string>();
    for (
      let at: string | undefined = name;
      at !== undefined && !trail.has(at);
      at = tags[at]?.parent
    ) {
      trail.add(at);
    }
    const titles = [...trail].toReversed().map((tag) => tags[tag]?.summary ?? tag);
    const kind = tags[name]?.kind;
    return { titles, ...(kind !== undefined && { kind }) };
  });
}
