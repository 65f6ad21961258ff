import type { PodTemplateSpec } from "kubernetes-types/core/v1.d.ts";
import type { OriginPod } from "../../emit/laptop/agentPlan.ts";

/** Labels and annotations that a sidecar is set by. */
const OF_SIDECAR = /^(sidecar|proxy|traffic\.sidecar)\.istio\.io\/|^istio\.io\/rev$/;

/** Returns what an agent's pod has of the pods that it stands for: their identity, and their sidecar if they have one. */
export function originPod({ metadata, spec }: PodTemplateSpec): OriginPod {
  const { labels = {}, annotations = {} } = metadata ?? {};
  return {
    serviceAccountName: spec?.serviceAccountName ?? "default",
    imagePullSecrets: spec?.imagePullSecrets ?? [],
    labels: ofSidecar(labels),
    annotations: ofSidecar(annotations),
  };
}

function ofSidecar(all: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => OF_SIDECAR.test(name)));
}
