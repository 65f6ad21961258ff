import type { KubeConfig } from "@kubernetes/client-node";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { labelQuery, listObjects } from "../../cluster/listObjects.ts";
import { isPodReady } from "../../podReady.ts";
import type { Problem } from "../../problem.ts";

/**
 * Returns the pod of a Deployment whose environment and files a laptop has: one that is Ready, the newest of several.
 * Without any pod it is what the Deployment would make, which has neither addresses nor a node.
 *
 * @param previous is kept for as long as it is there and is made from the newest template, and while there is no pod at all:
 *   between two of them, where they replace each other one by one
 * @returns undefined if the user may not list pods, which is added to the problems
 */
export async function findPod(
  kubeConfig: KubeConfig,
  { metadata, spec }: Deployment,
  problems: Problem[],
  previous?: Pod,
): Promise<Pod | undefined> {
  const namespace = metadata?.namespace ?? "default";
  const query = `?${labelQuery(spec?.selector.matchLabels ?? {})}`;
  const kind = { group: "", resource: "pods", namespace };
  const pods = await listObjects<Pod>(kubeConfig, kind, problems, query);
  const [best] = (pods ?? [])
    .filter((pod) => pod.metadata?.deletionTimestamp === undefined)
    .sort((a, b) => Number(isPodReady(b)) - Number(isPodReady(a)) || createdAt(b) - createdAt(a));
  const isStill = ({ metadata }: Pod) =>
    metadata?.uid === previous?.metadata?.uid && versionOf(metadata) === versionOf(best?.metadata);
  if (pods === undefined || best !== undefined) return pods?.find(isStill) ?? best;
  if (previous?.spec?.nodeName !== undefined) return previous;
  const template = spec?.template;
  return {
    metadata: { ...template?.metadata, namespace, ...(metadata?.name && { name: metadata.name }) },
    ...(template?.spec && { spec: template.spec }),
  };
}

function createdAt({ metadata }: Pod): number {
  return Date.parse(String(metadata?.creationTimestamp ?? 0));
}

function versionOf(metadata: Pod["metadata"]): string | undefined {
  return metadata?.labels?.["pod-template-hash"];
}
