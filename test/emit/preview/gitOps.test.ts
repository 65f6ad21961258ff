import { expect, test } from "vitest";
import { objectLabels, withoutTools } from "../../../src/emit/preview/gitOps.ts";

test.each([
  "argocd.argoproj.io/instance",
  "argocd.argoproj.io/tracking-id",
  "kustomize.toolkit.fluxcd.io/name",
  "helm.toolkit.fluxcd.io/namespace",
  "fluxcd.io/sync-gc-mark",
  "meta.helm.sh/release-name",
  "helm.sh/chart",
  "config.k8s.io/owning-inventory",
  "configsync.gke.io/resource-id",
  "configmanagement.gke.io/managed",
  "applyset.kubernetes.io/part-of",
  "kapp.k14s.io/app",
  "objectset.rio.cattle.io/hash",
  "fleet.cattle.io/bundle-id",
  "pulumi.com/patchForce",
  "deployment.kubernetes.io/revision",
  "kubectl.kubernetes.io/last-applied-configuration",
  "kubectl.kubernetes.io/restartedAt",
  "understudy.dev/github-repository",
  "understudy.dev/preview-image",
])("%s, by which a tool knows its own, is not copied", (name) => {
  expect(withoutTools({ [name]: "x", app: "payments" })).toEqual({ app: "payments" });
});

test("what programs in the cluster read is copied", () => {
  const read = {
    "app.kubernetes.io/name": "payments",
    "kubectl.kubernetes.io/default-container": "app",
    "prometheus.io/scrape": "true",
    "proxy.istio.io/config": "{}",
    "sidecar.istio.io/inject": "true",
  };
  expect(withoutTools(read)).toEqual(read);
  expect(withoutTools(undefined)).toEqual({});
});

test("the label that Argo CD may track by is dropped from objects, and pods keep it", () => {
  const labels = { "app.kubernetes.io/instance": "shop", app: "payments" };
  expect(objectLabels(labels)).toEqual({ app: "payments" });
  expect(withoutTools(labels)).toEqual(labels);
});
