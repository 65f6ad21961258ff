import type { Place } from "./planArguments.ts";

/** An entry as components take it: plain data, not yet checked. */
interface WrittenEntry {
  host?: unknown;
  key?: unknown;
  to?: unknown;
  subset?: unknown;
}

/** Arguments that all routing components have. */
export interface RouteArguments {
  header?: unknown;
  entries?: readonly WrittenEntry[];
}

/** A part of a stack, and the arguments' places in it. */
export interface StackPart {
  router: { header?: unknown; hosts: Record<string, unknown>[] };
  places: Place[];
}

/**
 * Returns the `router` of a stack that expresses a component's arguments: one host for each host that has entries.
 *
 * @param own the component's own host with its base routes; it gets the entries without a host
 */
export function routerOfArguments(
  { header, entries = [] }: RouteArguments,
  own?: Record<string, unknown>,
): StackPart {
  const all = entries.map((entry, index) => ({ entry, index, host: entry.host ?? own?.host }));
  const others = Map.groupBy(
    all.filter(({ host }) => host !== own?.host || own === undefined),
    ({ host }) => host,
  );
  const groups = [
    ...(own === undefined
      ? []
      : [{ said: own, group: all.filter(({ host }) => host === own.host) }]),
    ...[...others].map(([host, group]) => ({ said: { host }, group })),
  ];
  return {
    router: {
      ...(header !== undefined && { header }),
      hosts: groups.map(({ said, group }) => ({
        ...said,
        entries: group.map(({ entry: { key, to, subset } }) => ({
          key,
          to: subset === undefined ? to : { host: to, subset },
        })),
      })),
    },
    places: [
      ["router", ""],
      ...(own === undefined ? [] : [["router.hosts[0]", ""] as const]),
      ...groups.flatMap(({ said, group }, h) =>
        group.flatMap(({ index }, e): Place[] => [
          [`router.hosts[${h}].entries[${e}]`, `entries[${index}]`],
          ...(said === own ? [] : [[`router.hosts[${h}].host`, `entries[${index}].host`] as const]),
        ]),
      ),
    ],
  };
}
