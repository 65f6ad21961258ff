import type { Campaign } from "../config/campaign.ts";
import type { LoadedMock } from "../config/load.ts";
import type { PreviewConfig } from "../config/routing.ts";
import { attempt, type Problem, UserError } from "../problem.ts";
import { hostRoutings, type Routes, routesOf } from "./hostRoutings.ts";
import type { Origin } from "./origin.ts";
import { type PreviewReplica, previewReplica } from "./previewReplica.ts";
import { serviceRouterVirtualService } from "./serviceRouter.ts";
import { substitutionOf } from "./substitution.ts";

/** What of routing only a cluster knows. */
export interface ClusterRouting {
  /** What previews are copied from; previews without one are left out. */
  origins: ReadonlyMap<PreviewConfig, Origin>;
  /** What Services of other stacks declare. */
  found: Routes;
}

/** Where no cluster is asked. */
export const NO_CLUSTER: ClusterRouting = {
  origins: new Map(),
  found: { entries: [], substitutions: [] },
};

export interface RoutedHostObjects extends ReturnType<typeof serviceRouterVirtualService> {
  host: string;
}

/** Everything that a stack declares beside its mocks. */
export interface RoutingObjects {
  routers: RoutedHostObjects[];
  previews: { config: PreviewConfig; replica: PreviewReplica }[];
  routes: Routes;
}

/**
 * The objects of a stack's routing.
 *
 * @param campaign with its base routes (`loadRouting`)
 * @param mocks the stack's own
 * @throws {UserError} with everything that cannot be composed or copied
 */
export function routingObjects(
  campaign: Campaign,
  mocks: readonly LoadedMock[],
  { origins, found }: ClusterRouting = NO_CLUSTER,
): RoutingObjects {
  const problems: Problem[] = [];
  const make = <T>(run: () => T): T[] => {
    const made = attempt(problems, run);
    return made === undefined ? [] : [made];
  };
  const { stack } = campaign;
  // What the document does not have is a problem of the mock's too, and said there.
  const substitutions = mocks.flatMap((mock) => attempt([], () => substitutionOf(mock)) ?? []);
  const routes = routesOf(campaign, substitutions, found);
  const objects = {
    routers: hostRoutings(campaign, routes).flatMap((routing) =>
      make(() => ({ host: routing.host, ...serviceRouterVirtualService(routing, stack) })),
    ),
    previews: [...origins].flatMap(([config, origin]) =>
      make(() => ({ config, replica: previewReplica(origin, config, stack) })),
    ),
    routes,
  };
  if (problems.length > 0) throw new UserError(problems);
  return objects;
}
