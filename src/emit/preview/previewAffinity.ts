import type { Affinity, PodAffinityTerm, PodSpec } from "kubernetes-types/core/v1.d.ts";
import type { LabelSelector } from "kubernetes-types/meta/v1.d.ts";
import { type Labels, selectChanged, selects } from "../common/labelSelector.ts";

/**
 * The pods' rules of where to run, where they speak of pods like themselves, speak of the copy's: a copy that had to stay
 * away from its origin's pods could find no node.
 *
 * @param origin labels of the origin's pods
 * @param changed labels of the copy's that are others, with their values
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
