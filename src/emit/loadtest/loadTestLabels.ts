import { MANAGED_BY } from "../common/labels.ts";

/** Returns the labels of an object of a load test. Pods are selected by the first. */
export function loadTestLabels(app: string): Record<string, string> {
  return { app, "app.kubernetes.io/part-of": "understudy", [MANAGED_BY]: "understudy" };
}

/** Current versions of Istio read the label, older ones the annotation. */
const INJECT = "sidecar.istio.io/inject";

/** The metadata of pods that make no load: without a sidecar Jobs end, and the ports between pods need no exceptions. */
export const WITHOUT_SIDECAR = {
  labels: { [INJECT]: "false" },
  annotations: { [INJECT]: "false" },
};

export const WITH_SIDECAR = {
  labels: { [INJECT]: "true" },
  annotations: { [INJECT]: "true" },
};

/** Autoscalers of nodes would move the pods: a run that loses one is not valid. */
export const NOT_EVICTED = {
  "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
  "karpenter.sh/do-not-disrupt": "true",
};
