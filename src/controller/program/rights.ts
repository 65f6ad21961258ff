import type { PolicyRule } from "kubernetes-types/rbac/v1.d.ts";

/** One rule of a Role of the controller. */
export interface Right extends PolicyRule {
  /** What it is for. */
  reason: string;
}

/** Returns the rights that a controller of all namespaces uses in them: these and no others. */
export function rightsEverywhere(): Right[] {
  return [
    {
      apiGroups: [""],
      resources: ["namespaces"],
      verbs: ["list"],
      reason: "a label allows copies",
    },
    ...rightsOfRoutes(),
    ...rightsWithin(),
  ];
}

/** Returns the rights in all namespaces of a controller that looks at some: any VirtualService may lead to a copy. */
export function rightsOfRoutes(): Right[] {
  return [
    {
      apiGroups: ["networking.istio.io"],
      resources: ["virtualservices"],
      verbs: ["list"],
      reason: "a copy goes only once no VirtualService leads to it",
    },
  ];
}

/** Returns the rights in each namespace that may have copies. */
export function rightsWithin(): Right[] {
  const copied = ["list", "create", "patch", "delete"];
  const reason = "copies and their origins";
  return [
    { apiGroups: ["apps"], resources: ["deployments"], verbs: copied, reason },
    { apiGroups: [""], resources: ["services"], verbs: copied, reason },
    {
      apiGroups: ["networking.istio.io"],
      resources: ["destinationrules"],
      verbs: copied,
      reason: "the traffic policy of an origin is its copies' too",
    },
    {
      apiGroups: [""],
      resources: ["secrets", "serviceaccounts"],
      verbs: ["get"],
      reason: "the pull secrets of origins, with which registries are asked for images",
    },
  ];
}

/** Returns the rights in the controller's own namespace. */
export function rightsOfLease(name: string): Right[] {
  const leases = { apiGroups: ["coordination.k8s.io"], resources: ["leases"] };
  const reason = "one pod works, the others wait";
  return [
    // What is created has no name yet that a rule could ask for.
    { ...leases, verbs: ["create"], reason },
    { ...leases, resourceNames: [name], verbs: ["get", "update"], reason },
  ];
}
