import type { Problem } from "../problem.ts";
import type { HttpRoute } from "./httpRoute.ts";

/**
 * A team's own routes: the `http` list as it stands in a stack, or a whole VirtualService. Fields that are not known
 * here are kept. What cannot be kept adds problems, and gives an empty list.
 */
export function readHttpRoutes(value: unknown, where: string, problems: Problem[]): HttpRoute[] {
  throw new Error(`not written yet: ${where} ${problems.length} ${typeof value}`);
}
