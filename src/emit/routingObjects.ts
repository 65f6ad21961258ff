import type { Campaign } from "../campaign/campaign.ts";
import type { LoadedMock } from "../campaign/loadMocks.ts";
import type { LaptopConfig, PreviewConfig } from "../campaign/routingConfig.ts";
import { attempt, distinct, type Problem } from "../problem.ts";
import type { KubernetesObject } from "./common/kubernetesObject.ts";
import { type ClaimObjects, claimObjects } from "./gateway/claimObjects.ts";
import { type GatewayObjects, gatewayObjects } from "./gateway/gatewayObjects.ts";
import { type StandingAgent, standingAgent } from "./laptop/standingAgent.ts";
import type { Origin } from "./preview/origin.ts";
import { type PreviewObjects, previewObjects } from "./preview/previewObjects.ts";
import {
  hostRoutings,
  keyHeaderOf,
  type Routes,
  routesOf,
  writtenEntries,
} from "./routes/hostRoutings.ts";
import { type RouterObjects, routerVirtualService } from "./routes/routerVirtualService.ts";
import { substitutionOf } from "./routes/substitutionOf.ts";

/** What only a cluster knows about routing. */
export interface ClusterRouting {
  /** The objects that previews are copied from. Previews without an origin are left out. */
  origins: ReadonlyMap<PreviewConfig, Origin>;
  /** What other stacks' Services declare. */
  found: Routes;
}

/** For callers that ask no cluster. */
export const NO_CLUSTER: ClusterRouting = {
  origins: new Map(),
  found: { entries: [], substitutions: [] },
};

export interface RoutedHostObjects extends RouterObjects {
  /** The place where the stack claims the host. */
  where: string;
  /** Full name of the origin's Service. */
  host: string;
}

/** Everything that a stack declares in addition to its mocks. */
export interface RoutingObjects {
  /** The plain header of route keys. */
  keyHeader: string;
  routers: RoutedHostObjects[];
  previews: { config: PreviewConfig; replica: PreviewObjects }[];
  laptops: { config: LaptopConfig; agent: StandingAgent }[];
  gateway?: GatewayObjects;
  claims?: ClaimObjects;
  /** All known entries and substitutions, of any hosts. */
  routes: Routes;
  /** What works, but the user should know. */
  warnings: Problem[];
  /** Everything that cannot be composed or copied, and is left out. */
  problems: Problem[];
}

/**
 * Returns the objects of a stack's routing.
 *
 * @param campaign with its base routes (`loadBaseRoutes`)
 * @param mocks the stack's own mocks
 * @param agentProgram what agents for laptops run (`agentBundle`); left out where only checks are made
 */
export function routingObjects(
  campaign: Campaign,
  mocks: readonly LoadedMock[],
  { origins, found }: ClusterRouting = NO_CLUSTER,
  agentProgram: () => string = () => "",
): RoutingObjects {
  const problems: Problem[] = [];
  const { stack, previewHosts, claims } = campaign;
  // A route that the document does not have is reported with the mock's objects.
  const substitutions = mocks.flatMap((mock) => attempt([], () => substitutionOf(mock)) ?? []);
  const routes = routesOf(campaign, substitutions, found);
  const keyHeader = keyHeaderOf(campaign);
  const known = { keyHeader, ...routes };

  const routers = hostRoutings(campaign, routes).map((routing) =>
    attempt(problems, () => ({
      where: routing.where ?? routing.host,
      host: routing.host,
      ...routerVirtualService(routing, stack, writtenEntries(campaign)),
    })),
  );
  const previews = [...origins].map(([config, origin]) =>
    attempt(problems, () => ({ config, replica: previewObjects(origin, config, stack) })),
  );
  const laptops = (campaign.laptops ?? []).map((config) => ({
    config,
    agent: standingAgent(config, { stack, keyHeader, program: agentProgram() }),
  }));
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
    laptops,
    ...(atGateway && { gateway: atGateway }),
    ...(byClaims && { claims: byClaims }),
    routes,
    warnings: distinct([
      ...made.routers.flatMap(({ warnings }) => warnings),
      ...made.previews.flatMap(({ replica }) => replica.warnings),
      ...(atGateway?.warnings ?? []),
      ...(byClaims?.warnings ?? []),
    ]),
    // A mistake in an entry is found for its host and for its gateway.
    problems: distinct(problems),
  };
}

/** Returns all objects of a stack's routing. Objects that others depend on come first. */
export function objectsOfRouting({
  routers,
  previews,
  laptops,
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
    ...laptops.flatMap(({ agent: { serviceAccount, networkPolicy, statefulSet, service } }) => [
      serviceAccount,
      networkPolicy,
      statefulSet,
      service,
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
