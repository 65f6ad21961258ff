import type { KubeConfig } from "@kubernetes/client-node";
import { didYouMean, type Problem } from "../../problem.ts";
import { meantContainer } from "./container.ts";
import {
  deploymentBehind,
  itsNames,
  noContainer,
  readWorkloads,
  type Workload,
} from "./workload.ts";

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
  const found = await readWorkloads(kubeConfig, namespace, problems);
  if (found === undefined) return undefined;
  const { services, deployments } = found;
  const deployment =
    deployments.find(({ metadata }) => metadata?.name === name) ??
    deploymentBehind(
      services.find(({ metadata }) => metadata?.name === name),
      deployments,
    );
  if (deployment === undefined) {
    const names = deployments.flatMap(({ metadata }) => metadata?.name ?? []);
    const fix = didYouMean(name, names) ?? itsNames(names);
    problems.push({ where: `namespace ${namespace}`, what: `has no Deployment ${name}`, fix });
    return undefined;
  }
  const meant = container ?? meantContainer(deployment.spec?.template ?? {});
  const problem = noContainer(deployment, namespace, meant);
  if (problem === undefined) return { deployment, container: meant };
  problems.push(problem);
  return undefined;
}
