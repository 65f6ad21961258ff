import type { KubeConfig } from "@kubernetes/client-node";
import type { HorizontalPodAutoscaler } from "kubernetes-types/autoscaling/v2.d.ts";
import { list, type ServicePod } from "./servicePods.ts";

/**
 * Returns the autoscaler of the service's pods in words, or undefined if none scales them.
 *
 * @throws {NotMeasured} if autoscalers may not be listed
 */
export async function autoscalerOf(
  kubeConfig: KubeConfig,
  namespace: string,
  pods: readonly ServicePod[],
): Promise<string | undefined> {
  const owners = new Set(pods.map(({ owner }) => owner));
  const path = `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`;
  const found = (await list<HorizontalPodAutoscaler>(kubeConfig, path)).find(({ spec }) =>
    owners.has(spec?.scaleTargetRef.name),
  );
  if (found === undefined) return undefined;
  const { minReplicas = 1, maxReplicas = 1 } = found.spec ?? {};
  return `HorizontalPodAutoscaler ${found.metadata?.name} (${minReplicas} to ${maxReplicas} replicas)`;
}
