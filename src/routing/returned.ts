import type { Entry } from "./entry.ts";
import type { HttpMatch, HttpRoute } from "./httpRoute.ts";
import { targetName } from "./keyMatches.ts";
import { serviceHost } from "./serviceHost.ts";

/**
 * Header of a request that an entry's destination sends back to the origin: the destination, `payments-laptop-ann.shop`.
 * The mesh leads it to the origin itself, whatever keys it carries, and takes the header off.
 */
export const RETURNED_BY = "x-understudy-returned-by";

/** Returns the match for requests that an entry's destination has sent back. */
export function returnedMatch(entry: Entry): HttpMatch {
  return { headers: { [RETURNED_BY]: { exact: targetName(entry) } } };
}

/** Returns the name of the route for them. */
export function returnedName(entry: Entry, label: string): string {
  return `returned by ${targetName(entry)} ${label}`;
}

/** Returns a route that takes the mark off its requests. */
export function withoutMark(route: HttpRoute): HttpRoute {
  const { headers } = route;
  const remove = [...(headers?.request?.remove ?? []), RETURNED_BY];
  return { ...route, headers: { ...headers, request: { ...headers?.request, remove } } };
}

/**
 * Returns a host's routes without those of one entry: what the host is composed to when the entry is gone.
 *
 * @param target the entry's destination, `payments-laptop-ann.shop`
 */
export function withoutEntry(http: readonly HttpRoute[], target: string): HttpRoute[] {
  const host = serviceHost(target);
  return http.filter(
    ({ name = "", match, route = [] }) =>
      !(
        name.startsWith(`returned by ${target} `) &&
        match?.every(({ headers }) => headers?.[RETURNED_BY] !== undefined)
      ) && !route.some(({ destination }) => destination?.host === host),
  );
}
