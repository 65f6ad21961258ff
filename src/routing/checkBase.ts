import { and, or, type Problem } from "../problem.ts";
import { isCatchAll } from "./catchAll.ts";
import { leadsTo } from "./copyRoute.ts";
import type { Entry } from "./entry.ts";
import type { HostRouting } from "./hostRouting.ts";
import { unknownFields } from "./httpFields.ts";
import type { HttpRoute } from "./httpRoute.ts";
import { targetHeader, targetName } from "./keyMatches.ts";
import { destinationHost, type EntriesByService, servicesOfRoute } from "./routeServices.ts";
import { serviceHost, serviceOf, shortName } from "./serviceHost.ts";

/**
 * Returns a problem for each base route that is copied and matches a header which already chooses the service: a match
 * can name each header only once.
 */
export function baseProblems(routing: HostRouting, entries: EntriesByService): Problem[] {
  const { host, keyHeader } = routing;
  return places(routing).flatMap(({ where, route }) => {
    const services = servicesOfRoute(route, host).filter((one) => entries.get(one)?.length);
    if (services.length === 0) return [];
    const reserved = new Set(["baggage", keyHeader, ...services.map(targetHeader)]);
    const names = (route.match ?? []).flatMap(({ headers = {} }) => Object.keys(headers));
    return [...new Set(names)]
      .filter((name) => reserved.has(name.toLowerCase()))
      .map((name) => ({
        where,
        what: `the header ${name} chooses the service of a request to ${and(services.map(shortName))}, and cannot be matched here as well`,
        fix: "Match another header here, or take the route out of the base and declare a route key for it.",
      }));
  });
}

/** Returns what works, but is probably a mistake. */
export function baseWarnings(routing: HostRouting, byService: EntriesByService): Problem[] {
  const entries = byService.get(routing.host) ?? [];
  return [
    ...unreached(routing),
    ...unknown(routing),
    ...halfNames(routing),
    ...delegates(routing, entries),
    ...wholeService(routing, entries),
  ];
}

/**
 * Returns a warning if some entries of the host have no route, because the base leads to other Services alone. Tools for
 * progressive delivery write such bases: they lead to `payments-primary` and `payments-canary`.
 */
export function unreachable(
  { where, host, base }: Pick<HostRouting, "where" | "host" | "base">,
  byService: EntriesByService,
  http: readonly HttpRoute[],
): Problem[] {
  const { namespace } = serviceOf(host);
  const destinations = http.flatMap(({ route = [] }) =>
    route.map(({ destination: to }) => [destinationHost(to.host, namespace), to.subset]),
  );
  const lost = (byService.get(host) ?? []).filter(
    ({ destination: to }) =>
      !destinations.some(([name, subset]) => name === to.host && subset === to.subset),
  );
  if (lost.length === 0) return [];
  const services = [...new Set(base.flatMap((route) => servicesOfRoute(route, host)))];
  const name = shortName(host);
  const keys = lost.map((entry) => entry.key ?? targetName(entry));
  return [
    {
      where: `${where ?? name}.base`,
      what: `no route leads to ${name}, so requests with ${keys.length === 1 ? "the key" : "the keys"} ${and(keys)} are answered as all others`,
      fix:
        services.length === 0
          ? `Let a route of the base lead to ${name}.`
          : `Let a route of the base lead to ${name}; or declare the keys for ${or(services.map(shortName))}, which it leads to: as a preview of that Service, or under "entries" of that host.`,
    },
  ];
}

function unreached(routing: HostRouting): Problem[] {
  const all = places(routing);
  const last = routing.base.findIndex(isCatchAll);
  const catchAll = all[last];
  if (catchAll === undefined) return [];
  return all.slice(last + 1).map(({ where }) => ({
    where,
    what: `is never reached and left out, because ${catchAll.where} takes every request`,
    fix: "Put the route that takes every request last.",
  }));
}

/** Newer fields are kept. A misspelt one is, too, and the API server drops it without a word. */
function unknown(routing: HostRouting): Problem[] {
  return places(routing).flatMap(({ where, route }) =>
    unknownFields(route).map(({ path, fix }) => ({
      where: `${where}.${path}`,
      what: "is no field of Istio 1.31, so the cluster may drop it",
      ...(fix !== undefined && { fix }),
    })),
  );
}

function halfNames(routing: HostRouting): Problem[] {
  return places(routing).flatMap(({ where, route }) =>
    (route.route ?? []).flatMap(({ destination: { host } }) => {
      const full = host.includes(".") ? serviceHost(host) : undefined;
      return full === undefined || full === host
        ? []
        : [
            {
              where,
              what: `the destination ${host} is no Service for Istio, which completes only names without a dot`,
              fix: `Write ${full}.`,
            },
          ];
    }),
  );
}

function delegates(routing: HostRouting, entries: readonly Entry[]): Problem[] {
  if (entries.length === 0) return [];
  return places(routing)
    .filter(({ route }) => route.delegate !== undefined)
    .map(({ where }) => ({
      where,
      what: "delegates to another VirtualService, which takes requests with route keys too",
      fix: "Put the delegate's routes here in its place.",
    }));
}

/**
 * The whole Service includes the pods of its subsets: requests without a key would reach a preview's pods by chance.
 */
function wholeService(routing: HostRouting, entries: readonly Entry[]): Problem[] {
  const { host, base } = routing;
  const entry = entries.find(({ destination: to }) => to.host === host && to.subset !== undefined);
  if (entry === undefined) return [];
  const what = `requests without a key go to all pods of ${shortName(host)}, and so to those of its subset ${entry.destination.subset} too`;
  const fix =
    'Name in the base the subset of your DestinationRule that they are for: "subset: stable" beside the host.';
  const warnings = places(routing)
    .filter(({ route }) => {
      const whole = (route.route ?? []).filter(
        ({ destination }) => destination.subset === undefined,
      );
      return leadsTo({ route: whole }, host);
    })
    .map(({ where }) => ({ where, what, fix }));
  const hasDefault = base.some(isCatchAll);
  const { where = shortName(host) } = routing;
  return hasDefault ? warnings : [...warnings, { where: `${where}.base`, what, fix }];
}

function places(routing: HostRouting): { where: string; route: HttpRoute }[] {
  const { where = shortName(routing.host), base } = routing;
  return base.map((route, index) => ({ where: `${where}.base[${index}]`, route }));
}
