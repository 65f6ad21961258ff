import type { Destination } from "./entry.ts";
import type { HttpMatch, HttpRoute } from "./httpRoute.ts";
import { destinationHost, servicesOfRoute } from "./routeServices.ts";
import { serviceOf } from "./serviceHost.ts";

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
