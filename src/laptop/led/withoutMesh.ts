import type { KubeConfig } from "@kubernetes/client-node";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { labelQuery, listObjects } from "../../cluster/listObjects.ts";
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
 * @param deployment the one behind the host
 */
export async function isWithoutMesh(
  kubeConfig: KubeConfig,
  host: string,
  { namespace, deployment }: { namespace: string; deployment: Deployment },
): Promise<boolean> {
  const query = `?${labelQuery(deployment.spec?.selector.matchLabels ?? {})}`;
  const kind = { group: "", resource: "pods", namespace };
  // Whoever may not list something is told so elsewhere.
  const pods = (await listObjects<Pod>(kubeConfig, kind, [], query)) ?? [];
  if (pods.some(hasSidecar)) return false;
  const all = (await listObjects<LiveVirtualService>(kubeConfig, VIRTUAL_SERVICES, [])) ?? [];
  return pods.length > 0 ? routing(host, all).length === 0 : all.length === 0;
}

/** A sidecar may be a container, or an init container that goes on. */
function hasSidecar({ spec }: Pod): boolean {
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return all.some(({ name }) => name === SIDECAR);
}
