import type { KubeConfig } from "@kubernetes/client-node";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { listObjects } from "../../cluster/listObjects.ts";
import {
  type LiveVirtualService,
  VIRTUAL_SERVICES,
} from "../../cluster/live/liveVirtualService.ts";
import { routing } from "../../cluster/live/uncomposed.ts";

const SIDECAR = "istio-proxy";

/**
 * Returns whether the mesh cannot choose requests of a host: no VirtualService routes it, and its pods have no sidecars. A
 * host without pods is without Istio if the cluster has no VirtualService at all.
 *
 * @param pods of the host's Deployment
 */
export async function isWithoutMesh(
  kubeConfig: KubeConfig,
  host: string,
  pods: readonly Pod[],
): Promise<boolean> {
  if (pods.some(hasSidecar)) return false;
  // Whoever may not list them is told so elsewhere.
  const all = (await listObjects<LiveVirtualService>(kubeConfig, VIRTUAL_SERVICES, [])) ?? [];
  return pods.length > 0 ? routing(host, all).length === 0 : all.length === 0;
}

/** A sidecar may be a container, or an init container that goes on. */
function hasSidecar({ spec }: Pod): boolean {
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return all.some(({ name }) => name === SIDECAR);
}
