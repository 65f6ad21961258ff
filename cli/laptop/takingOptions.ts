import type { AgentRoute } from "../../src/laptop/agent/takes.ts";
import {
  ROUTE_IS,
  readRoute,
  routesAsWritten,
  routesOfDocument,
} from "../../src/laptop/intercept/agentRoutes.ts";
import type { FoundAgent } from "../../src/laptop/intercept/listAgents.ts";
import { compile } from "../../src/openapi/compile.ts";
import type { Problem } from "../../src/problem.ts";
import type { Options, Values } from "../command/option.ts";
import { UsageError } from "../command/usageError.ts";

/** Which of the key's requests reach this machine, and how. */
export const TAKING_OPTIONS = {
  routes: {
    type: "string",
    placeholder: "route",
    multiple: true,
    reader: { expected: ROUTE_IS, read: readRoute },
    description:
      "Only requests of this route are answered here, the key's others by the Service itself. Without --document the path template is taken as it is",
  },
  document: {
    type: "string",
    placeholder: "file",
    completes: "file",
    description:
      "The Service's OpenAPI document: its routes are those of --routes, with its base paths and its order",
  },
  mirror: {
    type: "boolean",
    description: "This machine gets copies of the requests, and the Service itself answers",
  },
} as const satisfies Options;

/**
 * Returns the routes whose requests reach this machine; undefined for all.
 *
 * @throws {UsageError} for routes that the document does not have
 * @throws {UserError} for a document that cannot be read
 */
export function chosenRoutes({
  routes,
  document,
}: Values<typeof TAKING_OPTIONS>): AgentRoute[] | undefined {
  const problems: Problem[] = [];
  if (routes.length === 0) {
    if (document === undefined) return undefined;
    throw new UsageError([{ where: "--document", what: "expected --routes beside it" }]);
  }
  if (document === undefined) return routesAsWritten(routes);
  const { table, problems: leftOut } = compile(document);
  const chosen = routesOfDocument(routes, { table, document }, problems);
  // A route that is missing may be one that the document's own mistakes cost.
  if (problems.length > 0) throw new UsageError([...problems, ...leftOut]);
  return chosen;
}

/** Returns what an intercept takes, in a few words. */
export function takesText({ routes, mirror }: Pick<FoundAgent, "routes" | "mirror">): string {
  const what = routes?.join(", ") ?? "all requests";
  return mirror ? `copies of ${what}` : what;
}
