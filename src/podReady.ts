import type { Pod } from "kubernetes-types/core/v1.d.ts";

/** Returns whether a pod is Ready. */
export function isPodReady(pod: Pick<Pod, "status"> | undefined): boolean {
  const conditions = pod?.status?.conditions ?? [];
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}
