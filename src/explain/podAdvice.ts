import type { Advice } from "../cluster/pods/podTrouble.ts";

/** What to do about a pod of a copy. It has what its origin's pods have. */
export const COPY_ADVICE: Advice = {
  image:
    "Look whether the cluster's nodes reach the registry, and at the pull secrets of the origin's pods.",
  memory: "Raise the limit in the origin's resources.",
  room: "Remove copies that nobody needs, or add a node.",
  nodes:
    "Look at nodeSelector, affinity and tolerations of the origin, and at the nodes' labels and taints.",
  quota: "Remove copies that nobody needs, or raise the quota.",
  limitRange: "Change the origin's resources, or the LimitRange.",
  podSecurity: "Change the origin's security settings, or the label of the namespace.",
  other: "name another one in the origin",
};
