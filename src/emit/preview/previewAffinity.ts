import type { Affinity, PodAffinityTerm, PodSpec } from "kubernetes-types/core/v1.d.ts";
import type { LabelSelector } from "kubernetes-types/meta/v1.d.ts";
import { type Labels, selectChanged, selects } from "../common/labelSelector.ts";

/**
 * Changes the scheduling rules that select pods like the origin's, so that they select the copy's pods instead. A copy
 * that had to stay away from its origin's pods might find no node.
 *
 * @param origin labels of the origin's pods
 * @param changed labels whose value differs in the copy's pods, with the copy's value
 */
export function amongThemselves(pod: PodSpec, origin: Labels, changed: Labels): PodSpec {
  const renew = <T extends { labelSelector?: LabelSelector }>(term: T): T =>
    term.labelSelector !== undefined && selects(term.labelSelector, origin)
      ? { ...term, labelSelector: selectChanged(term.labelSelector, origin, changed) }
      : term;
  const { affinity, topologySpreadConstraints } = pod;
  return {
    ...pod,
    ...(affinity && { affinity: renewAffinity(affinity, renew) }),
    ...(topologySpreadConstraints && {
      topologySpreadConstraints: topologySpreadConstraints.map(renew),
    }),
  };
}

function renewAffinity(
  affinity: Affinity,
  renew: (term: PodAffinityTerm) => PodAffinityTerm,
): Affinity {
  const { podAffinity, podAntiAffinity } = affinity;
  return {
    ...affinity,
    ...(podAffinity && { podAffinity: renewTerms(podAffinity, renew) }),
    ...(podAntiAffinity && { podAntiAffinity: renewTerms(podAntiAffinity, renew) }),
  };
}

function renewTerms(
  terms: NonNullable<Affinity["podAffinity"]>,
  renew: (term: PodAffinityTerm) => PodAffinityTerm,
): NonNullable<Affinity["podAffinity"]> {
  const required = terms.requiredDuringSchedulingIgnoredDuringExecution;
  const preferred = terms.preferredDuringSchedulingIgnoredDuringExecution;
  return {
    ...(required && { requiredDuringSchedulingIgnoredDuringExecution: required.map(renew) }),
    ...(preferred && {
      preferredDuringSchedulingIgnoredDuringExecution: preferred.map((one) => ({
        ...one,
        podAffinityTerm: renew(one.podAffinityTerm),
      })),
    }),
  };
}
