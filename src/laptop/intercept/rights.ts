import type { Right } from "../../cluster/needs.ts";

/** A rule of a ClusterRole. */
export interface Rule {
  /** Whether it is needed in all namespaces, or in the Service's alone. */
  everywhere?: true;
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  /** What it is for. */
  reason: string;
}

/** The rights that intercepts use: these and no others. */
export const RIGHTS: readonly Rule[] = [
  {
    everywhere: true,
    apiGroups: ["networking.istio.io"],
    resources: ["virtualservices", "destinationrules"],
    verbs: ["list"],
    reason:
      "routes are composed of these and of annotated Services, whichever namespace they lie in",
  },
  {
    everywhere: true,
    apiGroups: [""],
    resources: ["services"],
    verbs: ["list"],
    reason: "as above",
  },
  {
    apiGroups: ["discovery.k8s.io"],
    resources: ["endpointslices"],
    verbs: ["list"],
    reason: "a route comes once the agent is ready",
  },
  {
    apiGroups: ["networking.istio.io"],
    resources: ["virtualservices"],
    verbs: ["get", "patch"],
    reason:
      "the key's routes come and go there; the agent gets the same right for these VirtualServices",
  },
  {
    apiGroups: ["apps"],
    resources: ["deployments"],
    verbs: ["list"],
    reason: "the Service's own Deployment says which account and sidecar the agent has",
  },
  {
    apiGroups: ["batch"],
    resources: ["jobs"],
    verbs: ["list", "get", "create", "delete"],
    reason: "the agent",
  },
  {
    apiGroups: [""],
    resources: ["services"],
    verbs: ["get", "create", "patch"],
    reason:
      "its Service, and one that leads to it; the agent gets get and patch for that one, or patch for its own",
  },
  {
    apiGroups: [""],
    resources: ["serviceaccounts", "secrets"],
    verbs: ["create"],
    reason: "its own account, with which it takes itself out of the routes",
  },
  {
    apiGroups: ["rbac.authorization.k8s.io"],
    resources: ["roles", "rolebindings"],
    verbs: ["create"],
    reason: "the rights of that account",
  },
  {
    apiGroups: ["networking.k8s.io"],
    resources: ["networkpolicies"],
    verbs: ["create"],
    reason: "what may reach it",
  },
  {
    apiGroups: [""],
    resources: ["pods"],
    verbs: ["list", "create"],
    reason: "where its pod is, and another one when it is lost, for which Kubernetes would pause",
  },
  {
    apiGroups: [""],
    resources: ["pods/portforward"],
    verbs: ["get", "create"],
    reason: "the link to it; Kubernetes asks for create from 1.35 on",
  },
  {
    apiGroups: [""],
    resources: ["events"],
    verbs: ["list"],
    reason: "why its pod does not start",
  },
];

/** Returns them one by one, for a Service in this namespace. */
export function rightsIn(namespace: string): Right[] {
  return RIGHTS.flatMap(({ everywhere, apiGroups: [group = ""], resources, verbs }) =>
    resources.flatMap((resource) =>
      verbs.map((verb) => ({ verb, group, resource, ...(!everywhere && { namespace }) })),
    ),
  );
}
