import type { Service } from "kubernetes-types/core/v1.d.ts";
import type { ServiceConfig } from "../config/campaign.ts";
import { mockNames } from "../config/mockNames.ts";
import { mockLabels, selectorLabels } from "./labels.ts";

/**
 * The Service that callers are pointed at. Pulumi does not wait for it (`skipAwait`): it would wait for endpoints,
 * which the Deployment's readiness has said already, and that costs ten seconds a service.
 */
export function mockService(config: ServiceConfig): Service {
  const { resource, namespace } = mockNames(config);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: resource,
      namespace,
      labels: mockLabels(config, resource),
      annotations: { "pulumi.com/skipAwait": "true" },
    },
    spec: {
      type: "ClusterIP",
      selector: selectorLabels(resource),
      ports: [
        {
          name: "http",
          appProtocol: "http",
          protocol: "TCP",
          port: config.ports.service,
          targetPort: "http",
        },
      ],
    },
  };
}
