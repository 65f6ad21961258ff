import type { GatewayApi } from "../../campaign/routingConfig.ts";
import type { Problem } from "../../problem.ts";
import type { Entry } from "../../routing/entry.ts";
import { entriesByService, orderSubstitutions } from "../../routing/order.ts";
import type { EntriesByService } from "../../routing/routeServices.ts";
import type { Substitution } from "../../routing/substitution.ts";
import { gatewayRoutes } from "./gatewayRoutes.ts";

/** The entries and substitutions that a gateway must know: those of all hosts and all stacks, in any order. */
export interface KnownRoutes {
  /** The plain header that carries route keys, in lower case. */
  keyHeader: string;
  entries: Entry[];
  substitutions: Substitution[];
}

/** Returns all keys, each once, sorted. */
export function keysOf({ entries, substitutions }: KnownRoutes): string[] {
  const keys = [...entries, ...substitutions].flatMap(({ key }) => key ?? []);
  return [...new Set(keys)].sort();
}

/**
 * Returns the entries of an API's Service, and of each other Service that the API's routes lead to. A key with two
 * destinations adds a problem.
 */
export function entriesOf(
  api: GatewayApi,
  known: KnownRoutes,
  problems: Problem[],
): EntriesByService {
  return entriesByService({ ...known, host: api.service, base: gatewayRoutes(api) }, problems);
}

/** Returns the substitutions of one Service, those with a key first. Two mocks for one route add a problem. */
export function substitutionsOf(
  service: string,
  known: KnownRoutes,
  problems: Problem[],
): Substitution[] {
  return orderSubstitutions({ ...known, host: service, base: [] }, problems);
}
