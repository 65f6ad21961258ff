import * as pulumi from "@pulumi/pulumi";
import { LocalIntercept } from "../../components/localIntercept.ts";
import { PreviewGateway } from "../../components/previewGateway.ts";
import { PreviewReplica } from "../../components/previewReplica.ts";
import { RoutingClaims } from "../../components/routingClaims.ts";
import { ServiceRouter } from "../../components/serviceRouter.ts";
import { previewNames } from "../campaign/previewNames.ts";
import type { Plan } from "../plan/planStack.ts";
import { withPlan } from "../pulumi/planned.ts";
import { shortName } from "../routing/serviceHost.ts";

/** What a stack's routing needs besides its plan. */
export interface RoutingOptions {
  provider: pulumi.ProviderResource;
  /** Mocks that the routes may lead to. */
  mocks: pulumi.Resource[];
}

/** Outputs of a stack's routing. */
export interface DeclaredRoutes {
  /** How to reach each preview, by name: `payments-pr-12.shop`. */
  previews: Record<string, Pick<PreviewReplica, "key" | "headers" | "curl">>;
  /** The hosts that lead to previews from outside. */
  previewHosts: pulumi.Output<string[]>;
  /** Known when all that the stack's entries lead to is there. */
  entries: pulumi.Output<unknown>[];
}

/**
 * Declares the replicas and agents first and then the routes to them. So no key leads to nothing during an update, and on destroy
 * the routes are removed before the replicas.
 */
export function declareRouting(
  { campaign, routing }: Plan,
  { provider, mocks }: RoutingOptions,
): DeclaredRoutes {
  const { keyHeader, previews, laptops, routers, gateway, claims } = routing;
  const replicas = previews.map(({ config, replica }) => {
    // Named after the Service, so that the component stays when another Deployment is copied: a new component would
    // find its Service's name taken.
    const name = `${previewNames(config).service}.${config.namespace}`;
    const { service, namespace, key } = config;
    const plan = { config, replica, header: keyHeader };
    const args = withPlan({ service, namespace, key }, plan);
    return { name, replica: new PreviewReplica(name, args, { provider }) };
  });
  const agents = laptops.map(({ config, agent }) => {
    const { service, namespace, key, fingerprints } = config;
    const args = withPlan({ service, namespace, key, fingerprints }, { config, agent });
    const name = `${agent.statefulSet.metadata?.name}.${namespace}`;
    return new LocalIntercept(name, args, { provider });
  });
  const targets = [...replicas.map(({ replica }) => replica), ...agents, ...mocks];
  const routes = routers.map(
    ({ host, ...plan }) =>
      new ServiceRouter(shortName(host), withPlan({ host }, plan), {
        provider,
        dependsOn: targets,
      }),
  );
  const behind = { provider, dependsOn: [...targets, ...routes] };
  const { previewHosts, claims: claimed } = campaign;
  const hosts =
    gateway &&
    previewHosts &&
    new PreviewGateway("previews", withPlan(previewHosts, gateway), behind);
  if (claims && claimed) new RoutingClaims("claims", withPlan(claimed, claims), behind);
  return {
    previews: Object.fromEntries(
      replicas.map(({ name, replica: { key, headers, curl } }) => [name, { key, headers, curl }]),
    ),
    entries: [...replicas.map(({ replica }) => replica), ...agents].map(({ entry }) => entry),
    previewHosts: hosts?.hosts ?? pulumi.output([]),
  };
}
