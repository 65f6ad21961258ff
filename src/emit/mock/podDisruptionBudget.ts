import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import { mockLabels, selectorLabels } from "../common/labels.ts";

/** The pods that a node's drain must leave running; nothing unless `minAvailable` is set. */
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
