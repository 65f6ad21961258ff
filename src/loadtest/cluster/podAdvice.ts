import type { Advice } from "../../cluster/pods/podTrouble.ts";

/** What to do about a pod of a load test, in the words of stacks and of `LOCUST_MANIFEST`. */
export const POD_ADVICE: Advice = {
  image: "Look at the image's name in LOCUST_MANIFEST, and at the pull secrets.",
  memory: "Raise the limit in the stack's resources.",
  room: "Ask for less in the stack's resources, use fewer workers, or add a node.",
  nodes:
    "Look at nodeSelector, nodeAffinity and tolerations in the stack, and at the nodes' labels and taints.",
  quota: "Ask for less in the stack's resources, use fewer workers, or raise the quota.",
  limitRange: "Change the stack's resources, or the LimitRange.",
  podSecurity:
    "Take back what was changed in LOCUST_MANIFEST, or change the label of the namespace.",
  other: "name another one in the stack",
};
