import { type Problem, UserError } from "../problem.ts";
import { isCatchAll } from "./catchAll.ts";
import { baseProblems, baseWarnings, unreachable } from "./checkBase.ts";
import { andMatches, leadTo, returnedName, withoutMark } from "./copyRoute.ts";
import type { Entry } from "./entry.ts";
import type { HostRouting } from "./hostRouting.ts";
import type { HttpMatch, HttpRoute } from "./httpRoute.ts";
import { keyMatches, returnedMatch, targetMatch, targetName } from "./keyMatches.ts";
import { entriesByService, orderSubstitutions, targetEntries } from "./order.ts";
import { type EntriesByService, entriesOfRoute, servicesOfRoute } from "./routeServices.ts";
import { serviceOf } from "./serviceHost.ts";
import type { Substitution } from "./substitution.ts";

/** One host's ordered list of routes, with warnings. */
export interface Composed {
  http: HttpRoute[];
  warnings: Problem[];
}

/**
 * Composes the one ordered list of routes that decides where a host's requests go. The first route that matches a
 * request takes it. The list holds, in this order:
 *
 * 1. substitutions with a key, sorted by key;
 * 2. substitutions without a key;
 * 3. the base routes in their own order. In front of each base route stand its copies: first one for the requests that
 *    each entry's destination has sent back, which leads where the route does; then one for each target that a request
 *    can name, then one for each key, sorted by key. A copy matches and does the same as its route, but leads to
 *    an entry's destination. The entries are those of each Service that the route leads to, be it the host or another;
 * 4. a route to the host itself, with the same copies, unless a base route takes every request.
 *
 * The order in which entries and substitutions are given makes no difference.
 *
 * @throws {UserError} with all problems: one key with two destinations, one route with two mocks, a base route whose
 *   match cannot be combined with a key's match
 */
export function compose(routing: HostRouting): Composed {
  const problems: Problem[] = [];
  const entries = entriesByService(routing, problems);
  const substitutions = orderSubstitutions(routing, problems);
  problems.push(...baseProblems(routing, entries));
  if (problems.length > 0) throw new UserError(problems);
  const base = withDefault(routing);
  const unique = uniqueNames(routing.base);
  const labels = base.map(labelOf);
  const http = [
    ...substitutions.flatMap((substitution) => substitutionRoutes(substitution, routing.keyHeader)),
    ...base.flatMap((route, index) => [
      ...copies(route, labels[index] ?? "", entries, routing),
      route,
    ]),
  ].map((route) => (routing.base.includes(route) ? route : { ...route, name: unique(route.name) }));
  return {
    http,
    warnings: [...baseWarnings(routing, entries), ...unreachable(routing, entries, http)],
  };
}

function substitutionRoutes({ key, routes }: Substitution, keyHeader: string): HttpRoute[] {
  return routes.map((route, index) => {
    const label = labelOf(route, index);
    if (key === undefined) return { ...route, name: label };
    return {
      ...route,
      name: `${key} ${label}`,
      match: andMatches(route.match, keyMatches(key, keyHeader)),
    };
  });
}

/**
 * Returns the base routes up to the first that takes every request. If there is none, a route to the host itself comes
 * last.
 */
function withDefault({ base, host }: HostRouting): HttpRoute[] {
  const last = base.findIndex(isCatchAll);
  if (last >= 0) return base.slice(0, last + 1);
  return [...base, { name: "default", route: [{ destination: { host } }] }];
}

function copies(
  route: HttpRoute,
  label: string,
  entries: EntriesByService,
  { host, keyHeader }: HostRouting,
): HttpRoute[] {
  const { name, match, ...done } = route;
  const { namespace } = serviceOf(host);
  const copy = (entry: Entry, kind: string, matches: HttpMatch[]): HttpRoute => ({
    name: `${kind} ${label}`,
    match: andMatches(match, matches),
    ...leadTo(done, entry.origin, entry.destination, namespace),
  });
  const targets = servicesOfRoute(route, host).flatMap((one) =>
    targetEntries(entries.get(one) ?? []),
  );
  const returning = targets.filter(({ returns }) => returns);
  return [
    ...returning.map((entry) => ({
      ...withoutMark(done),
      name: returnedName(entry, label),
      match: andMatches(match, [returnedMatch(entry)]),
    })),
    ...targets.map((entry) => copy(entry, targetName(entry), [targetMatch(entry)])),
    ...entriesOfRoute(route, host, entries).map((entry) =>
      copy(entry, entry.key, keyMatches(entry.key, keyHeader)),
    ),
  ];
}

/** Returns the text that stands for a route in the names of its copies: its name, or else the path that it matches. */
function labelOf({ name, match = [] }: HttpRoute, index: number): string {
  const uri = match[0]?.uri;
  return (
    name ??
    uri?.exact ??
    uri?.prefix ??
    uri?.regex ??
    (match.length === 0 ? "default" : `route ${index + 1}`)
  );
}

/** Returns a function that makes names unique by adding a number. Names in the base are reserved for the base. */
function uniqueNames(base: HttpRoute[]): (name?: string) => string {
  const taken = new Set(base.flatMap(({ name }) => name ?? []));
  return (name = "") => {
    let unique = name;
    for (let number = 2; taken.has(unique); number++) unique = `${name} (${number})`;
    taken.add(unique);
    return unique;
  };
}
