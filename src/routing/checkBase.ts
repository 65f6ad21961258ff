import type { Problem } from "../problem.ts";
import { isCatchAll } from "./catchAll.ts";
import { leadsTo } from "./copyRoute.ts";
import type { Entry } from "./entry.ts";
import type { HostRouting } from "./hostRouting.ts";
import type { HttpRoute } from "./httpRoute.ts";
import { targetHeader } from "./keyMatches.ts";
import { serviceHost, shortName } from "./serviceHost.ts";

/**
 * Returns a problem for each base route to the host that matches a header which already chooses the service: a match
 * can name each header only once.
 */
export function baseProblems(routing: HostRouting, entries: Entry[]): Problem[] {
  if (entries.length === 0) return [];
  const { host, keyHeader } = routing;
  const reserved = new Set(["baggage", keyHeader, targetHeader(host)]);
  return places(routing)
    .filter(({ route }) => leadsTo(route, host))
    .flatMap(({ where, route }) => {
      const names = (route.match ?? []).flatMap(({ headers = {} }) => Object.keys(headers));
      return [...new Set(names)]
        .filter((name) => reserved.has(name.toLowerCase()))
        .map((name) => ({
          where,
          what: `the header ${name} chooses the service of a request to ${shortName(host)}, and cannot be matched here as well`,
          fix: "Match another header here, or take the route out of the base and declare a route key for it.",
        }));
    });
}

/** Returns what works, but is probably a mistake. */
export function baseWarnings(routing: HostRouting, entries: Entry[]): Problem[] {
  return [
    ...unreached(routing),
    ...halfNames(routing),
    ...delegates(routing, entries),
    ...wholeService(routing, entries),
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

function delegates(routing: HostRouting, entries: Entry[]): Problem[] {
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
function wholeService(routing: HostRouting, entries: Entry[]): Problem[] {
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
