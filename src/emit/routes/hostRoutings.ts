import type { Campaign } from "../../campaign/campaign.ts";
import { ROUTER } from "../../config/schema/router.ts";
import type { Entry } from "../../routing/entry.ts";
import type { HostRouting } from "../../routing/hostRouting.ts";
import type { Substitution } from "../../routing/substitution.ts";
import { previewEntry } from "../preview/previewEntry.ts";

/** Entries and substitutions of whatever hosts. */
export interface Routes {
  entries: Entry[];
  substitutions: Substitution[];
}

/**
 * What a stack says of where requests go, with what others say.
 *
 * @param campaign with its base routes (`loadBaseRoutes`)
 * @param substitutions of the stack's own mocks (`substitutionOf`)
 * @param found what Services of others declare in the cluster; nothing where it is not asked
 */
export function routesOf(
  { router, previews = [] }: Campaign,
  substitutions: Substitution[],
  found: Routes = { entries: [], substitutions: [] },
): Routes {
  const declared = (router?.hosts ?? []).flatMap(({ entries }) => entries);
  return {
    entries: [...declared, ...previews.map(previewEntry), ...found.entries],
    substitutions: [...substitutions, ...found.substitutions],
  };
}

/** Everything that decides where the requests to the stack's hosts go, host by host. */
export function hostRoutings(campaign: Campaign, routes: Routes): HostRouting[] {
  return (campaign.router?.hosts ?? []).map(({ where, host, base }) => ({
    ...(where !== undefined && { where }),
    host,
    keyHeader: keyHeaderOf(campaign),
    base,
    ...routes,
  }));
}

/** The plain header of route keys: another stack's router may have the hosts, and then the usual one. */
export function keyHeaderOf({ router }: Campaign): string {
  return router?.header ?? ROUTER.header.default;
}
