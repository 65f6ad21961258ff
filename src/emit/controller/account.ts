import type { ServiceAccount } from "kubernetes-types/core/v1.d.ts";
import type {
  ClusterRole,
  ClusterRoleBinding,
  Role,
  RoleBinding,
} from "kubernetes-types/rbac/v1.d.ts";
import type { ControllerConfig } from "../../campaign/controller.ts";
import {
  type Right,
  rightsEverywhere,
  rightsOfLease,
  rightsOfRoutes,
  rightsWithin,
} from "../../controller/program/rights.ts";
import { controllerLabels } from "./controllerLabels.ts";

export interface ControllerAccount {
  serviceAccount: ServiceAccount;
  clusterRole: ClusterRole;
  clusterRoleBinding: ClusterRoleBinding;
  /** In the controller's namespace. */
  leaseRole: Role;
  leaseRoleBinding: RoleBinding;
  /** In each of `namespaces`. */
  roles: GrantedRole[];
}

interface GrantedRole {
  role: Role;
  roleBinding: RoleBinding;
}

const GROUP = "rbac.authorization.k8s.io";
const API = `${GROUP}/v1`;

/** Returns the controller's ServiceAccount with exactly the rights that its rounds use. */
export function controllerAccount(config: ControllerConfig): ControllerAccount {
  const { name, namespace, namespaces, serviceAccountAnnotations: annotations } = config;
  const labels = controllerLabels(config);
  const subjects = [{ kind: "ServiceAccount", name, namespace }];
  const granted = (place: { name: string; namespace: string }, rights: Right[]): GrantedRole => ({
    role: {
      apiVersion: API,
      kind: "Role",
      metadata: { ...place, labels },
      rules: rights.map(ruleOf),
    },
    roleBinding: {
      apiVersion: API,
      kind: "RoleBinding",
      metadata: { ...place, labels },
      roleRef: { apiGroup: GROUP, kind: "Role", name: place.name },
      subjects,
    },
  });
  const lease = granted({ name: `${name}-lease`, namespace }, rightsOfLease(name));
  return {
    serviceAccount: {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name, namespace, labels, ...(annotations && { annotations }) },
    },
    clusterRole: {
      apiVersion: API,
      kind: "ClusterRole",
      metadata: { name, labels },
      rules: (namespaces === undefined ? rightsEverywhere() : rightsOfRoutes()).map(ruleOf),
    },
    clusterRoleBinding: {
      apiVersion: API,
      kind: "ClusterRoleBinding",
      metadata: { name, labels },
      roleRef: { apiGroup: GROUP, kind: "ClusterRole", name },
      subjects,
    },
    leaseRole: lease.role,
    leaseRoleBinding: lease.roleBinding,
    roles: (namespaces ?? []).map((one) => granted({ name, namespace: one }, rightsWithin())),
  };
}

function ruleOf({ reason: _, ...rule }: Right) {
  return rule;
}
