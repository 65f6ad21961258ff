import type { PodSpec } from "kubernetes-types/core/v1.d.ts";
import type { LabelSelector } from "kubernetes-types/meta/v1.d.ts";
import { expect, test } from "vitest";
import { amongThemselves } from "../../../src/emit/preview/previewAffinity.ts";

const ORIGIN = { app: "payments", tier: "back" };
const CHANGED = { app: "payments-pr-12" };

/** A pod whose rules, of every kind, all have this selector. */
const podOf = (labelSelector: LabelSelector): PodSpec => {
  const term = { topologyKey: "kubernetes.io/hostname", labelSelector };
  const terms = {
    requiredDuringSchedulingIgnoredDuringExecution: [term],
    preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }],
  };
  return {
    containers: [],
    affinity: {
      nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] },
      podAffinity: terms,
      podAntiAffinity: terms,
    },
    topologySpreadConstraints: [{ ...term, maxSkew: 1, whenUnsatisfiable: "DoNotSchedule" }],
  };
};

test("rules about pods like themselves are about the copy's", () => {
  expect(amongThemselves(podOf({ matchLabels: { app: "payments" } }), ORIGIN, CHANGED)).toEqual(
    podOf({ matchLabels: { app: "payments-pr-12" } }),
  );
  const expression = { key: "app", operator: "In" };
  expect(
    amongThemselves(
      podOf({ matchExpressions: [{ ...expression, values: ["payments", "users"] }] }),
      ORIGIN,
      CHANGED,
    ),
  ).toEqual(podOf({ matchExpressions: [{ ...expression, values: ["payments-pr-12", "users"] }] }));
});

test.each<LabelSelector>([
  { matchLabels: { app: "users" } },
  { matchLabels: { app: "payments", tier: "front" } },
  { matchLabels: { tier: "back" } },
  { matchExpressions: [{ key: "app", operator: "NotIn", values: ["payments"] }] },
])("rules about others stay: %j", (selector) => {
  expect(amongThemselves(podOf(selector), ORIGIN, CHANGED)).toEqual(podOf(selector));
});

test("a pod without rules gets none", () => {
  expect(amongThemselves({ containers: [] }, ORIGIN, CHANGED)).toEqual({ containers: [] });
});
