import * as kubernetes from "@pulumi/kubernetes";
import { buildsImage } from "../campaign/buildsImage.ts";
import type { Campaign } from "../campaign/campaign.ts";
import { requirePeer } from "../pulumi/requirePeer.ts";

// Stacks switch off Pulumi's default providers, so that nothing is touched but through these: the context and the
// accounts that the stack names.

/**
 * The cluster of the stack's context, or of the kubeconfig's current one where the stack names none. The context's name
 * is the cluster's identity: a kubeconfig at another path, on another machine, is no reason to replace everything.
 */
export function kubernetesProvider({ kubeContext }: Campaign): kubernetes.Provider {
  const cluster =
    kubeContext === undefined ? {} : { context: kubeContext, clusterIdentifier: kubeContext };
  // Else the SDK writes KUBECONFIG into the state, where a list of files is taken for a kubeconfig's content. The
  // provider reads the variable itself, as kubectl does.
  return new kubernetes.Provider("kubernetes", { kubeconfig: "", ...cluster });
}

/** What images are made with: nothing where there are none, so that those stacks need neither Docker nor AWS. */
export function imageProviders({ aws: account, services }: Campaign) {
  const images = services.filter(buildsImage);
  if (images.length === 0) return [];
  const docker = requirePeer("@pulumi/docker-build");
  const builder = new docker.Provider("docker-build");
  const ecr = account !== undefined && images.some(({ registry }) => registry.kind === "ecr");
  if (!ecr) return [builder];
  const { region, accountIds } = account;
  const aws = requirePeer("@pulumi/aws");
  return [builder, new aws.Provider("aws", { region, allowedAccountIds: accountIds })];
}
