/** Name of the container that Istio adds to a pod. One of the same name that a team writes only changes it. */
export const ISTIO_PROXY = "istio-proxy";
