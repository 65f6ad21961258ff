/**
 * Labels and annotations by which a tool knows what it has made: on a copy they would have the tool change it back, or
 * delete it as something that is no longer in its repository.
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
];

const NAMES = new Set([
  // kubectl apply, kubectl rollout restart
  "kubectl.kubernetes.io/last-applied-configuration",
  "kubectl.kubernetes.io/restartedAt",
]);

/** Labels or annotations of an origin without those by which tools know their own. */
export function withoutTools(metadata: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !isToolsOwn(name)));
}

/**
 * Labels of a Deployment or a Service for its copy. `app.kubernetes.io/instance` goes too, by which Argo CD may know
 * its own; pods keep it, since Argo CD leaves what has an owner alone and policies select by it.
 */
export function objectLabels(labels: Record<string, string> = {}): Record<string, string> {
  const { "app.kubernetes.io/instance": _, ...rest } = withoutTools(labels);
  return rest;
}

function isToolsOwn(name: string): boolean {
  return NAMES.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix));
}
