import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import { mockLabels, selectorLabels } from "../common/labels.ts";

/**
 * Returns a disruption budget for the pods that must keep running while a node is drained, or undefined if
 * `minAvailable` is not set.
 */
export function mockPodDisruptionBudget(config: ServiceConfig): PodDisruptionBudget | undefined {
  if (config.minAvailable === undefined) return undefined;
  const { resource, namespace } = mockNames(config);
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: resource, namespace, labels: mockLabels(config, resource) },
    spec: {
      minAvailable: config.minAvailable,
      selector: { matchLabels: selectorLabels(resource) },
    },
  };
}
