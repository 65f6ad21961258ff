import type { Destination } from "./entry.ts";
import type { HttpMatch, HttpRoute } from "./httpRoute.ts";
import { serviceHost, serviceOf } from "./serviceHost.ts";

/**
 * The route with everything that it does (rewrite, timeout, retries, headers, CORS, fault, mirror), but to another
 * destination than the origin's host. Its port stays the origin's, where the destination names none: a replica has the
 * ports of its origin. Weights are gone, and with several destinations what each did with headers.
 */
export function leadTo(route: HttpRoute, origin: string, destination: Destination): HttpRoute {
  const { host, subset } = destination;
  const [only, ...others] = route.route ?? [];
  const former = (route.route ?? []).find((one) => isHost(one.destination.host, origin));
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

/**
 * Whether a route of a VirtualService in the host's namespace leads to the host, wholly or by a weight. Istio completes
 * names without a dot, and no others.
 */
export function leadsTo(route: HttpRoute, host: string): boolean {
  return (route.route ?? []).some(({ destination }) => isHost(destination.host, host));
}

function isHost(name: string, host: string): boolean {
  const { namespace } = serviceOf(host);
  return name === host || (!name.includes(".") && serviceHost(name, namespace) === host);
}

/** A match for each pair of alternatives: all that both say must hold. The two name no header in common. */
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
