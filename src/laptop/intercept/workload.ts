import type { KubeConfig } from "@kubernetes/client-node";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import { listObjects } from "../../cluster/listObjects.ts";
import { asWithoutAgents } from "../../cluster/live/ledService.ts";
import { selectsPods } from "../../emit/common/labelSelector.ts";
import { didYouMean, or, type Problem } from "../../problem.ts";

/** A Deployment, and the container of its pods that is meant. */
export interface Workload {
  deployment: Deployment;
  container: string;
}

/** The Services and Deployments of a namespace. */
export interface Workloads {
  services: Service[];
  deployments: Deployment[];
}

/** Reads them. Returns undefined if some may not be listed, which is added to the problems. */
export async function readWorkloads(
  kubeConfig: KubeConfig,
  namespace: string,
  problems: Problem[],
): Promise<Workloads | undefined> {
  const [services, deployments] = await Promise.all([
    listObjects<Service>(kubeConfig, { group: "", resource: "services", namespace }, problems),
    listObjects<Deployment>(
      kubeConfig,
      { group: "apps", resource: "deployments", namespace },
      problems,
    ),
  ]);
  return services && deployments && { services: asWithoutAgents(services), deployments };
}

/** Returns the Deployment whose pods a Service selects. */
export function deploymentBehind(
  service: Service | undefined,
  deployments: readonly Deployment[],
): Deployment | undefined {
  return deployments.find(({ spec }) =>
    selectsPods(service?.spec?.selector, spec?.template.metadata?.labels),
  );
}

/** Returns the problem of a container that the Deployment's pods do not have, or undefined if they have it. */
export function noContainer(
  { metadata, spec }: Deployment,
  namespace: string,
  container: string,
): Problem | undefined {
  const names = (spec?.template.spec?.containers ?? []).map(({ name }) => name);
  if (names.includes(container)) return undefined;
  return {
    where: `Deployment ${namespace}/${metadata?.name}`,
    what: `has no container ${container || "without a name"}`,
    fix: didYouMean(container, names) ?? `Name ${or(names)}.`,
  };
}

/** Returns what to do about a name that a namespace does not have. One that does not exist has nothing, too. */
export function itsNames(names: readonly string[]): string {
  return names.length > 0
    ? `It has ${or(names)}.`
    : "It has none at all: name another one with -n.";
}
