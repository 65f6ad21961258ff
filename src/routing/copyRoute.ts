import type { Destination, Entry } from "./entry.ts";
import type { HttpMatch, HttpRoute } from "./httpRoute.ts";
import { RETURNED_BY, targetName } from "./keyMatches.ts";
import { destinationHost, servicesOfRoute } from "./routeServices.ts";
import { serviceHost, serviceOf } from "./serviceHost.ts";

/**
 * Returns a route that does everything that the given one does (rewrite, timeout, retries, headers, CORS, fault,
 * mirror), but leads to another destination than the origin's host. If the destination names no port, the origin's port
 * stays: a replica has the same ports as its origin. Weights are dropped. If the route had several destinations, their
 * own header operations are dropped too.
 *
 * @param namespace that of the VirtualService
 */
export function leadTo(
  route: HttpRoute,
  origin: string,
  destination: Destination,
  namespace = serviceOf(origin).namespace,
): HttpRoute {
  const { host, subset } = destination;
  const [only, ...others] = route.route ?? [];
  const former = (route.route ?? []).find(
    (one) => destinationHost(one.destination.host, namespace) === origin,
  );
  const port = destination.port ?? former?.destination.port?.number;
  const headers = others.length === 0 ? only?.headers : undefined;
  return {
    ...route,
    route: [
      {
        destination: {
          host,
          ...(port !== undefined && { port: { number: port } }),
          ...(subset !== undefined && { subset }),
        },
        ...(headers !== undefined && { headers }),
      },
    ],
  };
}

/** Returns whether a route of a VirtualService in the host's namespace sends all or some requests to the host. */
export function leadsTo(route: HttpRoute, host: string): boolean {
  return servicesOfRoute(route, host).includes(host);
}

/**
 * Returns one match for each pair of alternatives, which requires what both require. The two must not name the same
 * header.
 */
export function andMatches(matches: HttpMatch[] | undefined, others: HttpMatch[]): HttpMatch[] {
  const alternatives = matches === undefined || matches.length === 0 ? [{}] : matches;
  return alternatives.flatMap((match: HttpMatch) =>
    others.map((other) => ({
      ...match,
      ...other,
      headers: { ...match.headers, ...other.headers },
    })),
  );
}

/** Returns the name of a route for requests that an entry's destination has sent back. */
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
