import type { ResourceKind } from "../../cluster/listObjects.ts";
import { pathOf } from "../../cluster/listObjects.ts";

/** The kinds of an agent's objects. */
export const KINDS = {
  Job: { group: "batch", resource: "jobs" },
  Service: { group: "", resource: "services" },
  NetworkPolicy: { group: "networking.k8s.io", resource: "networkpolicies" },
  ServiceAccount: { group: "", resource: "serviceaccounts" },
  Secret: { group: "", resource: "secrets" },
  Role: { group: "rbac.authorization.k8s.io", resource: "roles" },
  RoleBinding: { group: "rbac.authorization.k8s.io", resource: "rolebindings" },
} satisfies Record<string, Pick<ResourceKind, "group" | "resource">>;

export type AgentKind = keyof typeof KINDS;

export function pathOfKind(kind: AgentKind, namespace: string, name?: string): string {
  const path = pathOf({ ...KINDS[kind], namespace });
  return name === undefined ? path : `${path}/${name}`;
}
