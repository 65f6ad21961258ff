import type { PodSpec } from "kubernetes-types/core/v1.d.ts";
import type { NodeSelectorTerm } from "../../campaign/podTerms.ts";

/** Returns the part of a pod by which it runs on nodes that meet all terms; empty without terms. */
export function nodeAffinity(terms: readonly NodeSelectorTerm[]): Pick<PodSpec, "affinity"> {
  if (terms.length === 0) return {};
  const matchExpressions = terms.map(({ key, operator, values }) => ({
    key,
    operator,
    ...(values.length > 0 && { values }),
  }));
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions }],
        },
      },
    },
  };
}
