import type { Service } from "kubernetes-types/core/v1.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import { podsConfig, portName } from "../../campaign/mockPods.ts";
import type { Problem } from "../../problem.ts";
import { ROUTE_KEY, STACK_LABEL, substitutionAnnotations } from "../../routing/annotations.ts";
import type { Substitution } from "../../routing/substitution.ts";
import { mockLabels, selectorLabels } from "../common/labels.ts";
import { LARGEST_ANNOTATIONS } from "../common/largestAnnotations.ts";

/**
 * Returns the Service that callers use. If the mock also answers for an origin, its annotations tell the stack that
 * routes the origin's host. Pulumi does not wait for the Service (`skipAwait`): it would wait ten seconds for endpoints,
 * although the Deployment is ready already.
 */
export function mockService(config: ServiceConfig, substitution?: Substitution): Service {
  const { resource, namespace } = mockNames(config);
  const key = substitution?.key;
  const stack = config.replaces?.stack;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: resource,
      namespace,
      labels: {
        ...mockLabels(config, resource),
        ...(stack !== undefined && { [STACK_LABEL]: stack }),
        ...(key !== undefined && { [ROUTE_KEY]: key }),
      },
      annotations: {
        ...(substitution && substitutionAnnotations(substitution)),
        "pulumi.com/skipAwait": "true",
      },
    },
    spec: {
      type: "ClusterIP",
      selector: selectorLabels(mockNames(podsConfig(config)).resource),
      ports: [
        {
          name: "http",
          appProtocol: "http",
          protocol: "TCP",
          port: config.ports.service,
          targetPort: config.pods === "shared" ? portName(config) : "http",
        },
      ],
    },
  };
}

/**
 * Returns a problem if the routes that the Service answers for another one do not fit into its annotations: the cluster
 * would refuse it.
 */
export function serviceProblems(config: ServiceConfig, { metadata }: Service): Problem[] {
  const texts = Object.entries(metadata?.annotations ?? {}).flat();
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes <= LARGEST_ANNOTATIONS) return [];
  return [
    {
      where: `${config.where ?? config.name}.replaces`,
      what: `expected routes of at most ${LARGEST_ANNOTATIONS / 1024} KiB, received ${Math.ceil(bytes / 1024)} KiB`,
      fix: 'Name fewer routes, or write "inject: mock".',
    },
  ];
}
