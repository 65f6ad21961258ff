import { type Problem, received } from "../problem.ts";
import { annotationJson } from "./annotations.ts";
import type { Entry } from "./entry.ts";
import type { HostRouting } from "./hostRouting.ts";
import { isMapping, readHttpRoutes } from "./readHttpRoutes.ts";
import { servicesOfRoute } from "./routeServices.ts";

/**
 * Annotation of a host's VirtualService: what its stack declares, as JSON. With it, whoever adds or removes an entry can
 * compose the host anew.
 */
export const ROUTE_DECLARED = "understudy.dev/route-declared";

/** What a stack declares for a host, apart from annotated Services. */
export type DeclaredHost = Pick<HostRouting, "where" | "host" | "keyHeader" | "base" | "entries">;

/** Returns the Services whose entries count for a host: itself, and those that its base leads to. */
export function servicesOfHost({ host, base }: Pick<HostRouting, "host" | "base">): Set<string> {
  return new Set([host, ...base.flatMap((route) => servicesOfRoute(route, host))]);
}

/**
 * Returns the annotation's text.
 *
 * @param entries those that the stack writes itself; those of annotated Services are read from these
 */
export function declaredText(routing: HostRouting, entries: readonly Entry[]): string {
  const { where, keyHeader, base } = routing;
  const services = servicesOfHost(routing);
  return JSON.stringify({
    ...(where !== undefined && { where }),
    keyHeader,
    base,
    entries: entries.filter(({ origin }) => services.has(origin)),
  });
}

/**
 * Reads what a stack declares for a host. A text that this version cannot read adds a problem, and the result is
 * undefined.
 *
 * @param place the VirtualService, for problems
 */
export function readDeclared(
  text: string,
  host: string,
  place: string,
  problems: Problem[],
): DeclaredHost | undefined {
  const where = `${place}: ${ROUTE_DECLARED}`;
  const value = annotationJson(text);
  if (!isMapping(value) || typeof value.keyHeader !== "string" || !areEntries(value.entries)) {
    const what = `expected what a stack declares for ${host}, received ${received(text)}`;
    problems.push({ where, what, fix: "Update the stack that routes the host." });
    return undefined;
  }
  const before = problems.length;
  const base = readHttpRoutes(value.base, where, problems);
  if (problems.length > before) return undefined;
  return {
    ...(typeof value.where === "string" && { where: value.where }),
    host,
    keyHeader: value.keyHeader,
    base,
    entries: value.entries,
  };
}

function areEntries(value: unknown): value is Entry[] {
  return (
    Array.isArray(value) &&
    value.every(
      (one) =>
        isMapping(one) &&
        typeof one.origin === "string" &&
        typeof one.from === "string" &&
        isMapping(one.destination) &&
        typeof one.destination.host === "string",
    )
  );
}
