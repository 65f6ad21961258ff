import type { Deployment } from "kubernetes-types/apps/v1.d.ts";

/** Returns whether Kubernetes has seen the last change of a Deployment. */
export function isObserved({ metadata, status }: Deployment): boolean {
  return (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
}

/**
 * Returns whether all pods of a Deployment are those of its last change, and ready. No condition says so: `Available` is
 * true while old pods are left.
 */
export function isRolledOut(deployment: Deployment | undefined): boolean {
  if (deployment === undefined || !isObserved(deployment)) return false;
  const { spec, status } = deployment;
  const { replicas = 1 } = spec ?? {};
  return (
    (status?.updatedReplicas ?? 0) === replicas &&
    (status?.readyReplicas ?? 0) === replicas &&
    (status?.replicas ?? 0) === replicas
  );
}
