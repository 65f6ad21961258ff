import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Pod, Service } from "kubernetes-types/core/v1.d.ts";

/** What `LOCUST_MANIFEST` may declare: what the ServiceAccount may make. */
export type LocustObject = Named<Pod> | Named<Service> | Named<Deployment>;

type Named<T extends Pod | Service | Deployment> = T &
  Required<Pick<T, "apiVersion" | "kind">> & { metadata: { name: string; namespace: string } };

export type LocustKind = "Service" | "Pod" | "Deployment";

/** In the order in which they are applied: workers look for the master by its Service. */
export const LOCUST_KINDS: readonly LocustKind[] = ["Service", "Pod", "Deployment"];

const RESOURCES: Record<LocustKind, { apiVersion: string; path: string; resource: string }> = {
  Service: { apiVersion: "v1", path: "/api/v1", resource: "services" },
  Pod: { apiVersion: "v1", path: "/api/v1", resource: "pods" },
  Deployment: { apiVersion: "apps/v1", path: "/apis/apps/v1", resource: "deployments" },
};

export function apiVersionOf(kind: LocustKind): string {
  return RESOURCES[kind].apiVersion;
}

/** Returns the path of all objects of a kind in a namespace. An object's path continues with its name. */
export function listPath(kind: LocustKind, namespace: string): string {
  const { path, resource } = RESOURCES[kind];
  return `${path}/namespaces/${namespace}/${resource}`;
}

export function objectPath({ kind, metadata }: LocustObject): string {
  return `${listPath(kind, metadata.namespace)}/${metadata.name}`;
}

/** Returns an object's name for people: `Deployment locust-worker`. */
export function shownName({ kind, metadata }: Pick<LocustObject, "kind" | "metadata">): string {
  return `${kind} ${metadata.name}`;
}
