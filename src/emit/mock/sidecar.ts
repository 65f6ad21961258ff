import type { ObjectMeta } from "kubernetes-types/meta/v1.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { revisionLabel } from "../common/revisionLabel.ts";
import { ownsNamespace } from "./namespace.ts";

/**
 * Returns the metadata of the pods for Istio's injector; empty without Istio. Current versions of Istio read the label
 * `sidecar.istio.io/inject`, older ones the annotation. In a namespace that the stack does not own, which has its own
 * revision or none, the pods name their revision.
 */
export function sidecarMetadata(
  config: ServiceConfig,
  revision: string,
): Pick<ObjectMeta, "labels" | "annotations"> {
  if (!config.istio.enabled) return {};
  const { inject, limits, requests } = config.sidecar;
  if (!inject) return { labels: { "sidecar.istio.io/inject": "false" } };
  return {
    labels: {
      "sidecar.istio.io/inject": "true",
      ...(ownsNamespace(config) ? {} : revisionLabel(config, revision)),
    },
    annotations: {
      "sidecar.istio.io/inject": "true",
      "sidecar.istio.io/proxyCPU": requests.cpu,
      "sidecar.istio.io/proxyMemory": requests.memory,
      "sidecar.istio.io/proxyCPULimit": limits.cpu,
      "sidecar.istio.io/proxyMemoryLimit": limits.memory,
      "traffic.sidecar.istio.io/includeOutboundIPRanges": "*",
      "proxy.istio.io/config": '{"terminationDrainDuration":"30s"}',
    },
  };
}
