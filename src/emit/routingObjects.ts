import type { Campaign } from "../campaign/campaign.ts";
import type { LoadedMock } from "../campaign/loadMocks.ts";
import type { PreviewConfig } from "../campaign/routingConfig.ts";
import { attempt, distinct, type Problem } from "../problem.ts";
import type { KubernetesObject } from "./common/kubernetesObject.ts";
import { type ClaimObjects, claimObjects } from "./gateway/claimObjects.ts";
import { type GatewayObjects, gatewayObjects } from "./gateway/gatewayObjects.ts";
import type { Origin } from "./preview/origin.ts";
import { type PreviewObjects, previewObjects } from "./preview/previewObjects.ts";
import { hostRoutings, keyHeaderOf, type Routes, routesOf } from "./routes/hostRoutings.ts";
import { routerVirtualService } from "./routes/routerVirtualService.ts";
import { substitutionOf } from "./routes/substitutionOf.ts";

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

export interface RoutedHostObjects extends ReturnType<typeof routerVirtualService> {
  /** Where the stack says that the host is its own. */
  where: string;
  /** Full name of the origin's Service. */
  host: string;
}

/** Everything that a stack declares beside its mocks. */
export interface RoutingObjects {
  /** The plain header of route keys. */
  keyHeader: string;
  routers: RoutedHostObjects[];
  previews: { config: PreviewConfig; replica: PreviewObjects }[];
  gateway?: GatewayObjects;
  claims?: ClaimObjects;
  /** What is known of where requests go, to whatever hosts. */
  routes: Routes;
  /** Things that work, but that the user should know. */
  warnings: Problem[];
  /** Everything that cannot be composed or copied; that is left out. */
  problems: Problem[];
}

/**
 * Returns the objects of a stack's routing.
 *
 * @param campaign with its base routes (`loadBaseRoutes`)
 * @param mocks the stack's own
 */
export function routingObjects(
  campaign: Campaign,
  mocks: readonly LoadedMock[],
  { origins, found }: ClusterRouting = NO_CLUSTER,
): RoutingObjects {
  const problems: Problem[] = [];
  const { stack, previewHosts, claims } = campaign;
  // What a document does not have is a problem of the mock's, and said there.
  const substitutions = mocks.flatMap((mock) => attempt([], () => substitutionOf(mock)) ?? []);
  const routes = routesOf(campaign, substitutions, found);
  const keyHeader = keyHeaderOf(campaign);
  const known = { keyHeader, ...routes };

  const routers = hostRoutings(campaign, routes).map((routing) =>
    attempt(problems, () => ({
      where: routing.where ?? routing.host,
      host: routing.host,
      ...routerVirtualService(routing, stack),
    })),
  );
  const previews = [...origins].map(([config, origin]) =>
    attempt(problems, () => ({ config, replica: previewObjects(origin, config, stack) })),
  );
  const atGateway =
    previewHosts && attempt(problems, () => gatewayObjects(previewHosts, known, stack));
  const byClaims =
    claims && attempt(problems, () => claimObjects(claims, previewHosts, known, stack));

  const made = {
    routers: routers.filter((router) => router !== undefined),
    previews: previews.filter((preview) => preview !== undefined),
  };
  return {
    keyHeader,
    ...made,
    ...(atGateway && { gateway: atGateway }),
    ...(byClaims && { claims: byClaims }),
    routes,
    warnings: distinct([
      ...made.routers.flatMap(({ warnings }) => warnings),
      ...made.previews.flatMap(({ replica }) => replica.warnings),
    ]),
    // A mistake in an entry is found for its host and for its gateway.
    problems: distinct(problems),
  };
}

/** All objects of a stack's routing, those first that others need. */
export function objectsOfRouting({
  routers,
  previews,
  gateway,
  claims,
}: RoutingObjects): KubernetesObject[] {
  return [
    ...previews.flatMap(({ replica: { setupJob, deployment, service, destinationRule } }) => [
      setupJob,
      deployment,
      service,
      destinationRule,
    ]),
    ...routers.map(({ virtualService }) => virtualService),
    ...(gateway === undefined ? [] : [gateway.gateway, ...gateway.virtualServices]),
    ...(claims === undefined
      ? []
      : [
          claims.requestAuthentication,
          claims.gatewayFilter,
          ...claims.sidecarFilters,
          ...claims.virtualServices,
        ]),
  ].filter((object) => object !== undefined);
}
