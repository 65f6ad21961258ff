import { expect, test } from "vitest";
import { mergeNamespaces, mockNamespace } from "../../../src/emit/mock/namespace.ts";
import { CONFIG } from "../fixture.ts";

const istio = (revision: string, enabled = true) => ({ ...CONFIG, istio: { enabled, revision } });

test("the namespace has the revision that auto stands for as its label", () => {
  expect(mockNamespace(CONFIG, "1-24-3")).toEqual({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: "shop-prism-mock",
      labels: {
        "app.kubernetes.io/part-of": "understudy",
        "app.kubernetes.io/managed-by": "understudy",
        "istio.io/rev": "1-24-3",
      },
    },
  });
});

test.each([
  ["a revision that the stack names goes before the cluster's", istio("canary"), "canary"],
  ["revision none sets no label", istio("none"), undefined],
  ["without Istio there is no label", istio("canary", false), undefined],
])("%s", (_, config, expected) => {
  expect(mockNamespace(config, "1-24-3").metadata?.labels?.["istio.io/rev"]).toBe(expected);
});

test("an unknown revision sets no label, rather than an empty one", () => {
  expect(Object.keys(mockNamespace(CONFIG, "").metadata?.labels ?? {})).toEqual([
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/managed-by",
  ]);
});

test("services of one namespace share one object, with the labels of both", () => {
  const other = { ...CONFIG, name: "orders", namespace: "orders", createNamespace: true };
  const merged = mergeNamespaces([
    mockNamespace(istio("none"), ""),
    mockNamespace(other, ""),
    mockNamespace(istio("canary"), ""),
  ]);
  expect(
    merged.map(({ metadata }) => [metadata?.name, metadata?.labels?.["istio.io/rev"]]),
  ).toEqual([
    ["shop-prism-mock", "canary"],
    ["orders-prism-mock", undefined],
  ]);
});
