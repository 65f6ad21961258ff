import type { Campaign } from "../../campaign/campaign.ts";
import { ROUTER } from "../../config/schema/router.ts";
import type { Entry } from "../../routing/entry.ts";
import type { HostRouting } from "../../routing/hostRouting.ts";
import type { Substitution } from "../../routing/substitution.ts";
import { laptopEntry } from "../laptop/laptopEntry.ts";
import { previewEntry } from "../preview/previewEntry.ts";

/** Entries and substitutions of any hosts. */
export interface Routes {
  entries: Entry[];
  substitutions: Substitution[];
}

/**
 * Returns the entries and substitutions that a stack declares, together with those that others declare.
 *
 * @param campaign with its base routes (`loadBaseRoutes`)
 * @param substitutions those of the stack's own mocks (`substitutionOf`)
 * @param found what other stacks' Services declare in the cluster; empty if no cluster is asked
 */
export function routesOf(
  campaign: Campaign,
  substitutions: Substitution[],
  found: Routes = { entries: [], substitutions: [] },
): Routes {
  const previews = (campaign.previews ?? []).map(previewEntry);
  const laptops = (campaign.laptops ?? []).map(laptopEntry);
  return {
    entries: [...writtenEntries(campaign), ...previews, ...laptops, ...found.entries],
    substitutions: [...substitutions, ...found.substitutions],
  };
}

/** Returns the entries that a stack writes under its hosts. Its previews' are annotations of their Services. */
export function writtenEntries({ router }: Campaign): Entry[] {
  return (router?.hosts ?? []).flatMap(({ entries }) => entries);
}

/** Returns what decides where requests go, for each host that the stack routes. */
export function hostRoutings(campaign: Campaign, routes: Routes): HostRouting[] {
  return (campaign.router?.hosts ?? []).map(({ where, host, base, beside }) => ({
    ...(where !== undefined && { where }),
    host,
    keyHeader: keyHeaderOf(campaign),
    base,
    ...(beside !== undefined && { beside }),
    ...routes,
  }));
}

/** Returns the plain header of route keys. If another stack routes the hosts, it is the default one. */
export function keyHeaderOf({ router }: Pick<Campaign, "router">): string {
  return router?.header ?? ROUTER.header.default;
}
