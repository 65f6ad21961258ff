import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Container, PodSpec } from "kubernetes-types/core/v1.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import { slot } from "../../slots.ts";
import { mockLabels, selectorLabels } from "../common/labels.ts";
import { nodeAffinity } from "../common/nodeAffinity.ts";
import { CONTAINER_SECURITY, POD_SECURITY } from "../common/podSecurity.ts";
import type { EnginePod } from "./enginePod.ts";
import { sidecarMetadata } from "./sidecar.ts";

/**
 * How long a stopping pod continues to serve. Its address takes that long to leave the list of every node and sidecar,
 * and requests that arrive meanwhile would be refused. (`sleep` is built into Kubernetes since 1.30; the image has no
 * shell.)
 */
const SECONDS_TO_BE_FORGOTTEN = 3;

/**
 * Returns the mock's Deployment. With autoscaling it has no number of replicas: the autoscaler sets it. Its pods meet
 * the Pod Security Standard `restricted`.
 *
 * @param revision what `istio.revision: auto` resolved to, or empty if unknown
 */
export function mockDeployment(
  config: ServiceConfig,
  engine: EnginePod,
  revision: string,
): Deployment {
  const { resource, namespace } = mockNames(config);
  const labels = mockLabels(config, resource);
  const sidecar = sidecarMetadata(config, revision);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: resource, namespace, labels },
    spec: {
      ...(config.autoscaling === undefined ? { replicas: config.replicas } : {}),
      selector: { matchLabels: selectorLabels(resource) },
      template: {
        metadata: {
          labels: { ...labels, ...sidecar.labels },
          ...(sidecar.annotations === undefined ? {} : { annotations: sidecar.annotations }),
        },
        spec: podSpec(config, engine),
      },
    },
  };
}

function podSpec(config: ServiceConfig, engine: EnginePod): PodSpec {
  return {
    serviceAccountName: slot("serviceAccount"),
    automountServiceAccountToken: false,
    securityContext: POD_SECURITY,
    containers: [container(config, engine)],
    terminationGracePeriodSeconds: engine.terminationGracePeriodSeconds,
    ...(engine.volumes.length === 0 ? {} : { volumes: engine.volumes }),
    ...nodeAffinity(config.nodeAffinity),
    ...(config.priorityClass === undefined ? {} : { priorityClassName: config.priorityClass }),
  };
}

function container(config: ServiceConfig, engine: EnginePod): Container {
  const { limits, requests } = config.resources;
  return {
    name: mockNames(config).resource,
    ...engine.container,
    ports: [
      { name: "http", containerPort: config.ports.container, protocol: "TCP" },
      ...(engine.ports ?? []),
    ],
    lifecycle: { preStop: { sleep: { seconds: SECONDS_TO_BE_FORGOTTEN } } },
    resources: {
      limits: { ...limits },
      requests: { ...limits, ...requests },
    },
    securityContext: CONTAINER_SECURITY,
  };
}
