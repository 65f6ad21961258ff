import type { KubeConfig } from "@kubernetes/client-node";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import { listObjects } from "../../cluster/listObjects.ts";
import { didYouMean, or, type Problem } from "../../problem.ts";
import { meantContainer } from "./container.ts";

/** A Deployment, and the container of its pods that is meant. */
export interface Workload {
  deployment: Deployment;
  container: string;
}

/**
 * Reads the Deployment of a name, or the one behind the Service of that name.
 *
 * @param container undefined for the one that people mean
 * @returns undefined if something is wrong, which is added to the problems
 */
export async function readWorkload(
  kubeConfig: KubeConfig,
  namespace: string,
  name: string,
  container: string | undefined,
  problems: Problem[],
): Promise<Workload | undefined> {
  const [deployments, services] = await Promise.all([
    listObjects<Deployment>(
      kubeConfig,
      { group: "apps", resource: "deployments", namespace },
      problems,
    ),
    listObjects<Service>(kubeConfig, { group: "", resource: "services", namespace }, problems),
  ]);
  if (deployments === undefined || services === undefined) return undefined;
  const selector = Object.entries(
    services.find(({ metadata }) => metadata?.name === name)?.spec?.selector ?? {},
  );
  const deployment =
    deployments.find(({ metadata }) => metadata?.name === name) ??
    deployments.find(({ spec }) => {
      const labels = spec?.template.metadata?.labels ?? {};
      return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
    });
  if (deployment === undefined) {
    const names = deployments.flatMap(({ metadata }) => metadata?.name ?? []);
    const fix = didYouMean(name, names) ?? (names.length > 0 ? `It has ${or(names)}.` : undefined);
    problems.push({ where: `namespace ${namespace}`, what: `has no Deployment ${name}`, fix });
    return undefined;
  }
  const pod = deployment.spec?.template ?? {};
  const containers = (pod.spec?.containers ?? []).map((one) => one.name);
  const meant = container ?? meantContainer(pod);
  if (containers.includes(meant)) return { deployment, container: meant };
  problems.push({
    where: `Deployment ${namespace}/${name}`,
    what: `has no container ${meant}`,
    fix: didYouMean(meant, containers) ?? `Name ${or(containers)}.`,
  });
  return undefined;
}
