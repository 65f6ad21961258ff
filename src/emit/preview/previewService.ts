import type { PodSpec, Service } from "kubernetes-types/core/v1.d.ts";
import { previewNames } from "../../campaign/previewNames.ts";
import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import type { Labels } from "../common/labelSelector.ts";
import { objectLabels } from "./gitOps.ts";
import { lostTarget } from "./portNames.ts";

/** What a copy's Service has in addition to its origin's. */
export interface ServiceChanges {
  labels: Labels;
  annotations: Record<string, string>;
  selector: Labels;
  /** The origin's pod and the copy's. */
  pods: { origin: PodSpec; copy: PodSpec };
}

/**
 * Returns the copy's Service: the origin's ports with their protocols, for callers in the cluster only. It has an address
 * of its own even if the origin is headless: a sidecar sends requests for a headless Service to the pod that the caller
 * chose (`ORIGINAL_DST` in `convertResolution`, istio's pilot/pkg/networking/core/cluster.go), which is the origin's. Only
 * Istio's annotations are copied: others instruct load balancers and name servers, and would take the origin's address
 * away. Pulumi does not wait for the Service (`skipAwait`), since it waits for the Deployment.
 */
export function previewService(
  origin: Service,
  config: PreviewConfig,
  { labels, annotations, selector, pods }: ServiceChanges,
): Service {
  const { ports = [], ...spec } = origin.spec ?? {};
  const { publishNotReadyAddresses, sessionAffinity, sessionAffinityConfig } = spec;
  const { ipFamilies, ipFamilyPolicy } = spec;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: previewNames(config).service,
      namespace: config.namespace,
      labels: { ...objectLabels(origin.metadata?.labels), ...labels },
      annotations: {
        ...istioAnnotations(origin),
        ...annotations,
        "pulumi.com/skipAwait": "true",
      },
    },
    spec: {
      type: "ClusterIP",
      selector,
      ports: ports.map(({ nodePort: _, ...port }) => {
        const targetPort = lostTarget(port, pods.origin, pods.copy);
        return { ...port, ...(targetPort !== undefined && { targetPort }) };
      }),
      ...(publishNotReadyAddresses !== undefined && { publishNotReadyAddresses }),
      ...(sessionAffinity !== undefined && { sessionAffinity }),
      ...(sessionAffinityConfig !== undefined && { sessionAffinityConfig }),
      ...(ipFamilies !== undefined && { ipFamilies }),
      ...(ipFamilyPolicy !== undefined && { ipFamilyPolicy }),
    },
  };
}

/** Keeps the namespaces that the Service is exported to, and the distribution of its traffic. */
function istioAnnotations({ metadata }: Service): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata?.annotations ?? {}).filter(([name]) =>
      name.startsWith("networking.istio.io/"),
    ),
  );
}
