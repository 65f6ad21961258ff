import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PreviewConfig } from "../campaign/routingConfig.ts";
import { readClusterRouting } from "../cluster/readClusterRouting.ts";
import type { Origin } from "../emit/preview/origin.ts";
import { ofComponent } from "./ofComponent.ts";
import { stackState } from "./running/stackState.ts";

/** Where a preview replica gets its origin from. */
export interface OriginSource {
  origin?: {
    deployment: object;
    service: object;
    services?: object[];
    destinationRules?: object[];
  };
  kubeContext?: string;
}

/**
 * Returns the origin of a preview replica: the objects that the program gives, those in the cluster of a context, or
 * those that the component's provider looks up.
 *
 * @throws {UserError} when the cluster cannot be asked, or has no such Deployment or Service
 */
export function originOf(
  name: string,
  config: PreviewConfig,
  { origin, kubeContext }: OriginSource,
  parent: pulumi.ComponentResource,
): pulumi.Output<Origin> {
  if (origin !== undefined) {
    const { deployment, service, services = [], destinationRules = [] } = origin;
    return together(deployment, [service, ...services], destinationRules);
  }
  if (kubeContext !== undefined) {
    const campaign = { stack: pulumi.getStack(), services: [], previews: [config], kubeContext };
    const read = () => readOrigin(campaign, config);
    return pulumi.output(
      ofComponent(`PreviewReplica "${name}"`, campaign.stack, read),
    ) as pulumi.Output<Origin>;
  }
  const idOf = (object: string) => `${config.namespace}/${object}`;
  return together(
    kubernetes.apps.v1.Deployment.get(`${name}-origin-deployment`, idOf(config.deployment), {
      parent,
    }),
    [kubernetes.core.v1.Service.get(`${name}-origin-service`, idOf(config.service), { parent })],
    [],
  );
}

async function readOrigin(
  campaign: Parameters<typeof readClusterRouting>[0],
  config: PreviewConfig,
): Promise<Origin> {
  const { origins } = await readClusterRouting(campaign, process.cwd(), await stackState());
  const found = origins.get(config);
  if (found === undefined) throw new Error("an origin that is not there is a problem");
  return found;
}

function together(
  deployment: object,
  services: object[],
  destinationRules: object[],
): pulumi.Output<Origin> {
  return pulumi
    .all([objectOf(deployment), pulumi.all(services.map(objectOf)), destinationRules])
    .apply(([deployment, services, destinationRules]) => {
      const [service = {}] = services;
      return { deployment, service, services, destinationRules } as Origin;
    });
}

/** Returns the fields of an object that copies are made from. Those of a resource are Outputs. */
function objectOf(object: object): pulumi.Output<object> {
  const { metadata, spec }: { metadata?: unknown; spec?: unknown } = object;
  return pulumi.all({ metadata, spec });
}
