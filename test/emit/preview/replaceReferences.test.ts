import type { PodSpec } from "kubernetes-types/core/v1.d.ts";
import { expect, test } from "vitest";
import { replaceReferences } from "../../../src/emit/preview/replaceReferences.ts";

/** A pod that refers to a ConfigMap and a Secret of one name in every way that there is. */
const podOf = (map: string, secret: string): PodSpec => ({
  imagePullSecrets: [{ name: secret }, { name: "other" }],
  volumes: [
    { name: "a", configMap: { name: map, items: [{ key: "a", path: "b" }] } },
    { name: "b", secret: { secretName: secret } },
    {
      name: "c",
      projected: {
        sources: [
          { configMap: { name: map } },
          { secret: { name: secret } },
          { serviceAccountToken: { path: "token" } },
        ],
      },
    },
    { name: "d", csi: { driver: "x", nodePublishSecretRef: { name: secret } } },
    { name: "e", azureFile: { secretName: secret, shareName: "a" } },
    // Named alike, but neither.
    { name: "settings", persistentVolumeClaim: { claimName: "settings" } },
  ],
  initContainers: [
    {
      name: "settings",
      envFrom: [{ configMapRef: { name: map } }, { secretRef: { name: secret } }],
    },
  ],
  containers: [
    {
      name: "settings",
      env: [
        { name: "settings", value: "settings" },
        { name: "A", valueFrom: { configMapKeyRef: { name: map, key: "settings" } } },
        { name: "B", valueFrom: { secretKeyRef: { name: secret, key: "settings" } } },
        { name: "C", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      ],
      volumeMounts: [{ name: "settings", mountPath: "/settings" }],
    },
  ],
});

test("ConfigMaps are replaced wherever the pod refers to them, and Secrets of the same name are not", () => {
  const replaced = replaceReferences(podOf("settings", "settings"), {
    configMaps: { settings: "settings-pr-12" },
    secrets: {},
  });
  expect(replaced).toEqual({
    pod: podOf("settings-pr-12", "settings"),
    configMaps: new Set(["settings"]),
    secrets: new Set(["settings", "other"]),
  });
});

test("Secrets are replaced wherever the pod refers to them, and ConfigMaps of the same name are not", () => {
  const replacements = { configMaps: {}, secrets: { settings: "mine" } };
  expect(replaceReferences(podOf("settings", "settings"), replacements).pod).toEqual(
    podOf("settings", "mine"),
  );
});
