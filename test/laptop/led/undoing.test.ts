import { expect, test } from "vitest";
import { undoing } from "../../../src/laptop/led/undoing.ts";

const place = { name: "payments", namespace: "shop" };

function told(metadata: object): string[] {
  return undoing({ ...place, ...metadata });
}

const ARGO =
  "Argo CD puts the Service back at the next sync of the application web, at once if it heals by itself. Stop it before: argocd app set web --sync-policy none";

test("Argo CD is known by its annotation, its label, or by its field manager beside the common label", () => {
  const annotations = { "argocd.argoproj.io/tracking-id": "web:/Service:shop/payments" };
  const labels = { "app.kubernetes.io/instance": "web" };
  const managedFields = [{ manager: "argocd-controller" }];
  expect(told({ annotations })).toEqual([ARGO]);
  expect(told({ labels: { "argocd.argoproj.io/instance": "web" } })).toEqual([ARGO]);
  expect(told({ labels, managedFields })).toEqual([ARGO]);
  // Charts of Helm have this label, too.
  expect(told({ labels })).toEqual([]);
});

test("Flux is known by its labels, unless it is told to leave the Service alone", () => {
  const labels = {
    "kustomize.toolkit.fluxcd.io/name": "web",
    "helm.toolkit.fluxcd.io/name": "payments",
    "helm.toolkit.fluxcd.io/namespace": "flux",
  };
  expect(told({ labels })).toEqual([
    "Flux puts the Service back in its next round of the Kustomization web. Stop it before: kubectl annotate service payments -n shop kustomize.toolkit.fluxcd.io/reconcile=disabled",
    "Flux puts the Service back at the next upgrade of the HelmRelease payments, and before if it detects drift. Stop it before: flux suspend helmrelease payments -n flux",
  ]);
  const annotations = {
    "kustomize.toolkit.fluxcd.io/reconcile": "disabled",
    "helm.toolkit.fluxcd.io/driftDetection": "disabled",
  };
  expect(told({ labels, annotations })).toEqual([]);
});
