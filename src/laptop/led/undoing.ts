import type { ObjectMeta } from "kubernetes-types/meta/v1.d.ts";

/**
 * Returns who will put a Service back as its repository has it, and how to stop that, in a sentence each. Tools are known
 * by the labels and annotations that they write, and Argo CD with `label` tracking by its field manager:
 * https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/,
 * https://fluxcd.io/flux/components/kustomize/kustomizations/, https://fluxcd.io/flux/components/helm/helmreleases/
 */
export function undoing(metadata: ObjectMeta): string[] {
  const { name = "", namespace = "", labels = {}, annotations = {}, managedFields = [] } = metadata;
  const object = `service ${name} -n ${namespace}`;
  const sentences: string[] = [];
  const tracked = annotations["argocd.argoproj.io/tracking-id"]?.split(":")[0];
  const instance =
    labels["argocd.argoproj.io/instance"] ??
    (managedFields.some(({ manager }) => manager === "argocd-controller")
      ? labels["app.kubernetes.io/instance"]
      : undefined);
  const application = tracked ?? instance;
  if (application !== undefined) {
    sentences.push(
      `Argo CD puts the Service back at the next sync of the application ${application}, at once if it heals by itself. ` +
        `Stop it before: argocd app set ${application} --sync-policy none`,
    );
  }
  const isReconciled = annotations["kustomize.toolkit.fluxcd.io/reconcile"] !== "disabled";
  const kustomization = labels["kustomize.toolkit.fluxcd.io/name"];
  if (kustomization !== undefined && isReconciled) {
    sentences.push(
      `Flux puts the Service back in its next round of the Kustomization ${kustomization}. ` +
        `Stop it before: kubectl annotate ${object} kustomize.toolkit.fluxcd.io/reconcile=disabled`,
    );
  }
  const isHealed = annotations["helm.toolkit.fluxcd.io/driftDetection"] !== "disabled";
  const release = labels["helm.toolkit.fluxcd.io/name"];
  if (release !== undefined && isHealed) {
    const place = labels["helm.toolkit.fluxcd.io/namespace"] ?? namespace;
    sentences.push(
      `Flux puts the Service back at the next upgrade of the HelmRelease ${release}, and before if it detects drift. ` +
        `Stop it before: flux suspend helmrelease ${release} -n ${place}`,
    );
  }
  return sentences;
}
