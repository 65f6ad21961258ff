import type { ObjectMeta } from "kubernetes-types/meta/v1.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { revisionLabel } from "../common/revisionLabel.ts";
import { ownsNamespace } from "./namespace.ts";

/**
 * What the pods' metadata say to Istio's injector: nothing without Istio. Today's Istio reads the label
 * `sidecar.istio.io/inject`, older ones the annotation. In a namespace that is not ours, which has its own
 * revision or none, the pods name theirs.
 */
export function sidecarMetadata(
  config: ServiceConfig,
  revision: string,
): Pick<ObjectMeta, "labels" | "annotations"> {
  if (!config.istio.enabled) return {};
  if (!config.sidecar.inject) return { labels: { "sidecar.istio.io/inject": "false" } };
  return {
    labels: {
      "sidecar.istio.io/inject": "true",
      ...(ownsNamespace(config) ? {} : revisionLabel(config, revision)),
    },
    annotations: {
      "sidecar.istio.io/inject": "true",
      "sidecar.istio.io/proxyCPULimit": config.sidecar.limits.cpu,
      "sidecar.istio.io/proxyMemoryLimit": config.sidecar.limits.memory,
      "traffic.sidecar.istio.io/includeOutboundIPRanges": "*",
      "proxy.istio.io/config": '{"terminationDrainDuration":"30s"}',
    },
  };
}
