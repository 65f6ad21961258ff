import * as kubernetes from "@pulumi/kubernetes";
import { buildsImage } from "../campaign/buildsImage.ts";
import type { Campaign } from "../campaign/campaign.ts";
import type { ControllerConfig } from "../campaign/controller.ts";
import { requirePeer } from "../pulumi/requirePeer.ts";

// Stacks disable Pulumi's default providers, so that only the context and the accounts that the stack names are used.

/**
 * Returns the provider for the stack's context or, if the stack names none, for the kubeconfig's current one. The
 * context's name identifies the cluster, so that a kubeconfig at another path or on another machine does not replace
 * everything.
 */
export function kubernetesProvider({ kubeContext }: Campaign): kubernetes.Provider {
  const cluster =
    kubeContext === undefined ? {} : { context: kubeContext, clusterIdentifier: kubeContext };
  // Without this, the SDK writes KUBECONFIG into the state, and a list of files there would be taken for a kubeconfig's
  // content. The provider reads the variable itself, like kubectl.
  return new kubernetes.Provider("kubernetes", { kubeconfig: "", ...cluster });
}

/**
 * Returns the providers that images are made with. Stacks without images need neither Docker nor AWS, so they get none.
 */
export function imageProviders({ aws: account, services, loadtests = [], controller }: Campaign) {
  const built = loadtests.filter(
    ({ images: { locust, jobs } }) => "build" in locust || "build" in jobs,
  );
  const images: Pick<ControllerConfig, "registry">[] = [
    ...services.filter(buildsImage),
    ...built.map(({ images }) => images),
  ];
  if (controller !== undefined && controller.image === undefined) images.push(controller);
  if (images.length === 0) return [];
  const docker = requirePeer("@pulumi/docker-build");
  const builder = new docker.Provider("docker-build");
  const ecr = account !== undefined && images.some(({ registry }) => registry.kind === "ecr");
  if (!ecr) return [builder];
  const { region, accountIds } = account;
  const aws = requirePeer("@pulumi/aws");
  return [builder, new aws.Provider("aws", { region, allowedAccountIds: accountIds })];
}
