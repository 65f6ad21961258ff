import { OPT_IN, REPOSITORY } from "./optIn.ts";

/**
 * Labels and annotations by which a tool recognises the objects that it manages. On a copy, they would make the tool
 * revert it, or delete it because it is not in the tool's repository.
 */
const PREFIXES = [
  // Argo CD
  "argocd.argoproj.io/",
  // Flux, and its first version
  "kustomize.toolkit.fluxcd.io/",
  "helm.toolkit.fluxcd.io/",
  "fluxcd.io/",
  // Helm: owner and chart
  "meta.helm.sh/",
  "helm.sh/",
  // Config Sync and kpt, by the inventory of kubernetes-sigs/cli-utils or by KEP-3659's sets
  "config.k8s.io/",
  "configmanagement.gke.io/",
  "configsync.gke.io/",
  "applyset.kubernetes.io/",
  // Carvel kapp
  "kapp.k14s.io/",
  // Rancher: wrangler's sets, and Fleet
  "objectset.rio.cattle.io/",
  "fleet.cattle.io/",
  // Pulumi
  "pulumi.com/",
  // The Deployment controller's own count of revisions
  "deployment.kubernetes.io/",
  // This project's own controller: a copy with these would be copied in its turn
  OPT_IN,
];

const NAMES = new Set([
  // kubectl apply, kubectl rollout restart
  "kubectl.kubernetes.io/last-applied-configuration",
  "kubectl.kubernetes.io/restartedAt",
  REPOSITORY,
]);

/** Returns an origin's labels or annotations without those by which tools recognise their objects. */
export function withoutTools(metadata: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !isToolsOwn(name)));
}

/**
 * Returns the labels of a Deployment or a Service for its copy. `app.kubernetes.io/instance` is dropped too, because
 * Argo CD may recognise its objects by it. Pods keep it: Argo CD ignores objects that have an owner, and policies
 * select by it.
 */
export function objectLabels(labels: Record<string, string> = {}): Record<string, string> {
  const { "app.kubernetes.io/instance": _, ...rest } = withoutTools(labels);
  return rest;
}

function isToolsOwn(name: string): boolean {
  return NAMES.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix));
}
