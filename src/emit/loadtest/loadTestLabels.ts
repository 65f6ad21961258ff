import { MANAGED_BY } from "../common/labels.ts";
import { INJECT } from "../common/withoutSidecar.ts";

/** Returns the labels of an object of a load test. Pods are selected by the first. */
export function loadTestLabels(app: string): Record<string, string> {
  return { app, "app.kubernetes.io/part-of": "understudy", [MANAGED_BY]: "understudy" };
}

export const WITH_SIDECAR = {
  labels: { [INJECT]: "true" },
  annotations: { [INJECT]: "true" },
};

/** Autoscalers of nodes would move the pods: a run that loses one is not valid. */
export const NOT_EVICTED = {
  "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
  "karpenter.sh/do-not-disrupt": "true",
};
