import { statSync } from "node:fs";
import { at, problemAt, whereOf } from "../../config/values/check.ts";
import { compile } from "../../openapi/compile.ts";
import { attempt, type Problem } from "../../problem.ts";
import type { AgentRoute } from "../agent/takes.ts";
import { routesAsWritten, routesOfDocument } from "../intercept/agentRoutes.ts";
import type { LocalService } from "./readSeveral.ts";

/**
 * Returns the routes whose requests reach this machine; undefined for all. A document that cannot be read, and a route that
 * it does not have, add problems.
 */
export function chosenRoutes(
  { field, routes, document }: LocalService,
  problems: Problem[],
): AgentRoute[] | undefined {
  if (routes.length === 0) return undefined;
  if (document === undefined) return routesAsWritten(routes);
  if (!statSync(document, { throwIfNoEntry: false })?.isFile()) {
    problems.push(problemAt(at(field, "document"), `no such file: ${document}`));
    return undefined;
  }
  const compiled = attempt(problems, () => compile(document));
  if (compiled === undefined) return undefined;
  const { table } = compiled;
  const missing = routes.flatMap((route, i) => {
    const found: Problem[] = [];
    routesOfDocument([route], { table, document }, found);
    return found.map((one) => ({ ...one, where: whereOf(at(at(field, "routes"), i)) }));
  });
  // A route that is missing may be one that the document's own mistakes cost.
  if (missing.length > 0) problems.push(...missing, ...compiled.problems);
  return routesOfDocument(routes, { table, document }, []);
}
