import { type Entry, hasKey, type KeyedEntry } from "./entry.ts";
import type { HttpRoute } from "./httpRoute.ts";
import { serviceHost, serviceOf } from "./serviceHost.ts";

/** Returns the full name of a destination of a VirtualService. Istio completes only names without a dot. */
export function destinationHost(name: string, namespace: string): string {
  return name.includes(".") ? name : (serviceHost(name, namespace) ?? name);
}

/**
 * Returns the Services that a base route of a host sends requests to, each once: the host itself first, the others in
 * the order of the route's destinations.
 */
export function servicesOfRoute(route: HttpRoute, host: string): string[] {
  const { namespace } = serviceOf(host);
  const names = (route.route ?? []).map(({ destination }) =>
    destinationHost(destination.host, namespace),
  );
  return [...new Set(names.includes(host) ? [host, ...names] : names)];
}

/** The entries of each Service that a host's base leads to, sorted by key; those without a key last. */
export type EntriesByService = ReadonlyMap<string, readonly Entry[]>;

/**
 * Returns the entries by which a base route is copied, one for each key, sorted by key: those of all Services that it
 * leads to. Istio looks at the VirtualService of the request's host, and never at one of the Service that it leads to.
 */
export function entriesOfRoute(
  route: HttpRoute,
  host: string,
  byService: EntriesByService,
): KeyedEntry[] {
  const all = servicesOfRoute(route, host)
    .flatMap((service) => byService.get(service) ?? [])
    .filter(hasKey);
  const byKey = new Map(all.toReversed().map((entry) => [entry.key, entry]));
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
