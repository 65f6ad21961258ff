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

/** Returns the rights in all namespaces, also of a controller that looks at some: an entry may come from any of them. */
export function rightsOfRoutes(): Right[] {
  return [
    {
      apiGroups: ["networking.istio.io"],
      resources: ["virtualservices", "destinationrules"],
      verbs: ["list"],
      reason: "routes are composed of these, and a copy goes only once none leads to it",
    },
    {
      apiGroups: ["networking.istio.io"],
      resources: ["gateways"],
      verbs: ["list"],
      reason: "pull requests are told whether preview hosts are reached by HTTPS",
    },
    {
      apiGroups: [""],
      resources: ["services"],
      verbs: ["list"],
      reason: "those with annotations are entries of routes",
    },
    {
      apiGroups: ["discovery.k8s.io"],
      resources: ["endpointslices"],
      verbs: ["list"],
      reason: "a route comes once a pod is ready",
    },
  ];
}

/** Returns the rights in each namespace that may have copies. */
export function rightsWithin(): Right[] {
  return [
    {
      apiGroups: ["apps"],
      resources: ["deployments"],
      verbs: ["list", "create", "patch", "delete"],
      reason: "copies and their origins",
    },
    {
      apiGroups: [""],
      resources: ["services"],
      verbs: ["create", "patch", "delete"],
      reason: "those of copies",
    },
    {
      apiGroups: ["networking.istio.io"],
      resources: ["destinationrules"],
      verbs: ["create", "patch", "delete"],
      reason: "the traffic policy of an origin is its copies' too",
    },
    {
      apiGroups: ["networking.istio.io"],
      resources: ["virtualservices"],
      verbs: ["get", "patch"],
      reason: "routes of copies come and go in the VirtualService of their origin",
    },
    {
      apiGroups: [""],
      resources: ["secrets", "serviceaccounts"],
      verbs: ["get"],
      reason: "the pull secrets of origins, with which registries are asked for images",
    },
    {
      apiGroups: ["events.k8s.io"],
      resources: ["events"],
      verbs: ["create", "patch"],
      reason: "what is wrong is shown at the origin",
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
