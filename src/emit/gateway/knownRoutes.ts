import type { Problem } from "../../problem.ts";
import type { Entry } from "../../routing/entry.ts";
import { orderEntries, orderSubstitutions } from "../../routing/order.ts";
import type { Substitution } from "../../routing/substitution.ts";

/** What a gateway is to know of the routed hosts: of every host and every stack, in any order. */
export interface KnownRoutes {
  /** The plain header that carries route keys, in lower case. */
  keyHeader: string;
  entries: Entry[];
  substitutions: Substitution[];
}

/** All keys, each once, in the order in which requests try them. */
export function keysOf({ entries, substitutions }: KnownRoutes): string[] {
  const keys = [...entries, ...substitutions].flatMap(({ key }) => key ?? []);
  return [...new Set(keys)].sort();
}

/** The entries of one Service by key, each once; those of a key with two destinations add problems. */
export function entriesOf(service: string, known: KnownRoutes, problems: Problem[]): Entry[] {
  return orderEntries({ ...known, host: service, base: [] }, problems);
}

/** The substitutions of one Service, those with a key first; two mocks for one route add problems. */
export function substitutionsOf(
  service: string,
  known: KnownRoutes,
  problems: Problem[],
): Substitution[] {
  return orderSubstitutions({ ...known, host: service, base: [] }, problems);
}
