import type { Advice } from "../../cluster/pods/podTrouble.ts";

/** What to do about an agent's pod. */
export const AGENT_ADVICE: Advice = {
  image: "Name an image that the cluster's nodes can pull with --image.",
  memory: "Tell the project: an agent never needs so much.",
  room: "End intercepts that nobody needs, or add a node.",
  nodes: "Look at the nodes' labels and taints.",
  quota: "End intercepts that nobody needs, or raise the quota.",
  limitRange: "Change the LimitRange.",
  podSecurity:
    "The agent itself meets restricted. Change the namespace's label pod-security.kubernetes.io/enforce, or use Istio's CNI plugin, which needs no container istio-init.",
  other: "name another Service",
};
