/** Current versions of Istio read the label, older ones the annotation. */
export const INJECT = "sidecar.istio.io/inject";

/** The metadata of pods that need no mesh: without a sidecar Jobs end, and the ports between pods need no exceptions. */
export const WITHOUT_SIDECAR = {
  labels: { [INJECT]: "false" },
  annotations: { [INJECT]: "false" },
};
