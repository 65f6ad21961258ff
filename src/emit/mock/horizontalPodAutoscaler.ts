import type { HorizontalPodAutoscaler } from "kubernetes-types/autoscaling/v2.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import { mockLabels } from "../common/labels.ts";

/**
 * Returns an autoscaler that scales by the CPU of the mock's own container, without its sidecar, or undefined if
 * `autoscaling` is not set.
 */
export function mockHorizontalPodAutoscaler(
  config: ServiceConfig,
): HorizontalPodAutoscaler | undefined {
  if (config.autoscaling === undefined) return undefined;
  const { resource, namespace } = mockNames(config);
  const { min, max, cpu } = config.autoscaling;
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: resource, namespace, labels: mockLabels(config, resource) },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: resource },
      minReplicas: min,
      maxReplicas: max,
      metrics: [
        {
          type: "ContainerResource",
          containerResource: {
            name: "cpu",
            container: resource,
            target: { type: "Utilization", averageUtilization: Number.parseInt(cpu, 10) },
          },
        },
      ],
    },
  };
}
