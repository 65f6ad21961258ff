import { isDeepStrictEqual } from "node:util";
import type { Problem } from "../problem.ts";
import { type Destination, type Entry, hasKey, type KeyedEntry } from "./entry.ts";
import type { HostRouting } from "./hostRouting.ts";
import { targetName } from "./keyMatches.ts";
import { isRouteKey } from "./routeKey.ts";
import { type EntriesByService, servicesOfRoute } from "./routeServices.ts";
import { shortName } from "./serviceHost.ts";
import type { Substitution } from "./substitution.ts";

/**
 * Returns the entries of a host, one per key, sorted by key: the order in which a request tries them. Those without a key
 * come last, one per target. The order in which they are given makes no difference. Two entries with the same key must
 * lead to the same destination, otherwise a problem names both declarations.
 */
export function orderEntries(routing: HostRouting, problems: Problem[]): Entry[] {
  const given = routing.entries
    .filter(({ origin }) => origin === routing.host)
    .toSorted(
      (a, b) => compare(a.key ?? targetName(a), b.key ?? targetName(b)) || compare(a.from, b.from),
    );
  const byKey = new Map<string, KeyedEntry>();
  for (const entry of given.filter(hasKey)) {
    const first = byKey.get(entry.key);
    if (!isRouteKey(entry.key)) problems.push(noRouteKey(entry.from, entry.key));
    else if (first === undefined) byKey.set(entry.key, entry);
    else if (!isDeepStrictEqual(first.destination, entry.destination)) {
      problems.push(secondDestination(first, entry));
    }
  }
  return [...byKey.values(), ...targetEntries(given.filter((entry) => !hasKey(entry)))];
}

/** Returns the ordered entries of a host, and of each Service that a base route of the host leads to. */
export function entriesByService(routing: HostRouting, problems: Problem[]): EntriesByService {
  const services = routing.base.flatMap((route) => servicesOfRoute(route, routing.host));
  return new Map(
    [...new Set([routing.host, ...services])].map((host) => [
      host,
      orderEntries({ ...routing, host }, problems),
    ]),
  );
}

/**
 * Returns those of the ordered entries that a request can name as its target. If several have the same name, the first
 * counts.
 */
export function targetEntries(entries: readonly Entry[]): Entry[] {
  const byTarget = new Map(entries.toReversed().map((entry) => [targetName(entry), entry]));
  return entries.filter((entry) => byTarget.get(targetName(entry)) === entry);
}

/**
 * Returns the substitutions of a host in the order in which a request tries them: first those with a key, sorted by
 * key, then those without. Ties are sorted by content, wherever it was declared. Two mocks must not take the same
 * requests.
 */
export function orderSubstitutions(routing: HostRouting, problems: Problem[]): Substitution[] {
  const given = routing.substitutions
    .filter(({ origin }) => origin === routing.host)
    .map((substitution) => ({ substitution, text: JSON.stringify(substitution.routes) }))
    .toSorted(
      (a, b) =>
        Number(a.substitution.key === undefined) - Number(b.substitution.key === undefined) ||
        compare(a.substitution.key ?? "", b.substitution.key ?? "") ||
        compare(a.text, b.text) ||
        compare(a.substitution.from, b.substitution.from),
    );
  const distinct = given.filter(({ substitution, text }, index) => {
    const before = given[index - 1];
    return before?.text !== text || before.substitution.key !== substitution.key;
  });
  const ordered = distinct.map(({ substitution }) => substitution);
  problems.push(
    ...ordered.flatMap((substitution) => faultsOf(substitution, routing.keyHeader)),
    ...takenTwice(ordered),
  );
  return ordered;
}

function faultsOf({ key, routes, from }: Substitution, keyHeader: string): Problem[] {
  const headers = routes.flatMap(({ match = [] }) =>
    match.flatMap((one) => Object.keys(one.headers ?? {})),
  );
  const twice = headers.find((name) => ["baggage", keyHeader].includes(name.toLowerCase()));
  const unbounded = routes.some(({ match }) => match === undefined || match.length === 0);
  return [
    ...(key === undefined || isRouteKey(key) ? [] : [noRouteKey(from, key)]),
    ...(unbounded
      ? [{ where: from, what: "expected a match in every route that a mock answers" }]
      : []),
    ...(key !== undefined && twice !== undefined
      ? [
          {
            where: from,
            what: `the header ${twice} carries the key ${key}, and cannot be matched as well`,
          },
        ]
      : []),
  ];
}

function takenTwice(substitutions: Substitution[]): Problem[] {
  const owners = new Map<string, Substitution>();
  const problems = new Map<string, Problem>();
  for (const substitution of substitutions) {
    for (const { name = "a route", match = [] } of substitution.routes) {
      for (const alternative of match) {
        const request = JSON.stringify([substitution.key, alternative]);
        const owner = owners.get(request) ?? substitution;
        owners.set(request, owner);
        if (owner === substitution) continue;
        const { from } = substitution;
        problems.set(`${owner.from}\n${from}`, {
          where: from,
          what: `${name} of ${shortName(substitution.origin)} is answered by ${owner.from} too`,
          fix: "Let one mock replace it, or give one of the two a key.",
        });
      }
    }
  }
  return [...problems.values()];
}

/** Returns the problem of a second entry that has the first one's key and leads elsewhere. */
export function secondDestination(first: KeyedEntry, second: KeyedEntry): Problem {
  const { origin, key } = second;
  return {
    where: second.from,
    what:
      `requests to ${shortName(origin)} with the key ${key} are sent to ${nameOf(second.destination)} here, ` +
      `and to ${nameOf(first.destination)} by ${first.from}`,
    fix: "Give one of the two another key, or remove it.",
  };
}

function noRouteKey(where: string, key: string): Problem {
  return {
    where,
    what: `expected a route key of a-z, 0-9 and "-", at most 40 characters, received "${key}"`,
  };
}

function nameOf({ host, port, subset }: Destination): string {
  const name = port === undefined ? shortName(host) : `${shortName(host)}:${port}`;
  return subset === undefined ? name : `the subset ${subset} of ${name}`;
}

/** Compares by UTF-16 code units, whatever the locale of the machine is. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
