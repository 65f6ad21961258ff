import type { RouteKey } from "../openapi/table/table.ts";
import { type Problem, received } from "../problem.ts";
import type { RoutesReport } from "../server/own/routesReport.ts";

/** How long a mock may take to say who it is. */
const PATIENCE_MS = 10_000;

/** What a server says of itself at `/_understudy/routes.json`; undefined if it says nothing. */
export type Identity = Pick<RoutesReport, "service" | "title" | "routes">;

/**
 * Asks the server at a URL which mock it is. Nothing else is asked of it before that, because a verification sends
 * thousands of requests, and no other server should get them.
 */
export async function identityOf(url: string): Promise<Identity | undefined> {
  try {
    const answer = await fetch(`${url}/_understudy/routes.json`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: "error",
    });
    if (!answer.ok) return undefined;
    const report = (await answer.json()) as RoutesReport;
    return typeof report.service === "string" && Array.isArray(report.routes) ? report : undefined;
  } catch {
    return undefined;
  }
}

/** Returns why a server is not the mock of a service of this stack, or undefined if it is. */
export function notThisMock(
  identity: Identity | undefined,
  { service, url, keys }: { service: string; url: string; keys: readonly RouteKey[] },
): Problem | undefined {
  const where = `${service} at ${url}`;
  if (identity === undefined) {
    return {
      where,
      what: "no mock answers there: /_understudy/routes.json gives no routes",
      fix: "Start the stack's mocks with npm start, or name their address with --at. Only mocks are asked.",
    };
  }
  if (identity.service !== service) {
    return {
      where,
      what: `expected the mock of ${service}, received that of ${received(identity.service)}`,
      fix: `Name the address of each service: --at ${service}=<address>.`,
    };
  }
  const served = new Set(identity.routes.map(({ key }) => key));
  const missing = keys.filter((key) => !served.has(key));
  if (missing.length === 0 && served.size === keys.length) return undefined;
  return {
    where,
    what:
      missing[0] === undefined
        ? `the mock has ${served.size} routes, and the document ${keys.length}`
        : `the mock has no route ${missing[0]}, which the document has`,
    fix: "The mock serves another version of the document: restart it, or run pulumi up.",
  };
}
