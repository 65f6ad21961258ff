import type { Problem } from "../problem.ts";
import type { Entry } from "./entry.ts";
import type { Substitution } from "./substitution.ts";

/** Annotations of a Service that requests for another one are sent to. */
export const ROUTE_ORIGIN = "understudy.dev/route-origin";
/** Annotation and label. */
export const ROUTE_KEY = "understudy.dev/route-key";
export const ROUTE_SUBSET = "understudy.dev/route-subset";
export const ROUTE_PORT = "understudy.dev/route-port";
export const ROUTE_LIST = "understudy.dev/route-list";

/** Labels of what a stack declares for routing. */
export const STACK_LABEL = "understudy.dev/stack";
export const GROUP_LABEL = "understudy.dev/group";

/** The part of a Service that tells where requests go. */
export interface AnnotatedService {
  name: string;
  namespace: string;
  annotations: Record<string, string>;
}

/** What the Service of a replica says, so that `readAnnotations` gives the entry back. */
export function entryAnnotations({ origin, key, destination }: Entry): Record<string, string> {
  return {
    [ROUTE_ORIGIN]: origin,
    [ROUTE_KEY]: key,
    ...(destination.subset !== undefined && { [ROUTE_SUBSET]: destination.subset }),
    ...(destination.port !== undefined && { [ROUTE_PORT]: String(destination.port) }),
  };
}

/** What the Service of a mock says that answers for an origin. */
export function substitutionAnnotations(substitution: Substitution): Record<string, string> {
  const { origin, key, routes } = substitution;
  return {
    [ROUTE_ORIGIN]: origin,
    ...(key !== undefined && { [ROUTE_KEY]: key }),
    [ROUTE_LIST]: JSON.stringify(routes),
  };
}

/**
 * The entry or substitution that an annotated Service declares; undefined for a Service without these annotations, and
 * for one whose annotations are wrong, which adds problems.
 */
export function readAnnotations(
  service: AnnotatedService,
  problems: Problem[],
): Entry | Substitution | undefined {
  throw new Error(`not written yet: ${service.name} ${problems.length}`);
}
