import type { LoadTestNames } from "../campaign/loadTestNames.ts";

/** One rule of the Role of `loadtest-sa`. */
export interface Right {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  resourceNames?: string[];
  /** What it is for. */
  reason: string;
}

/** Returns the rights that the jobs and the reporter use in their namespace: these and no others. */
export function jobRights({ properties, scripts, programs }: LoadTestNames): Right[] {
  return [
    {
      apiGroups: [""],
      resources: ["configmaps"],
      resourceNames: [properties, scripts, programs],
      verbs: ["get"],
      reason: "setup reads them as they are now: the pods follow what has changed",
    },
    {
      apiGroups: [""],
      resources: ["pods", "services"],
      verbs: ["get", "list", "create", "patch", "delete"],
      reason: "setup applies the objects of LOCUST_MANIFEST, cleanup removes them",
    },
    {
      apiGroups: ["apps"],
      resources: ["deployments"],
      verbs: ["get", "list", "create", "patch", "delete"],
      reason: "the same",
    },
    {
      apiGroups: [""],
      resources: ["pods/log"],
      verbs: ["get"],
      reason: "setup finds the script's mistake in it, and the reporter keeps it",
    },
    {
      apiGroups: [""],
      resources: ["events"],
      verbs: ["list"],
      reason: "setup finds the reason in them, and the reporter keeps them",
    },
    {
      apiGroups: ["coordination.k8s.io"],
      resources: ["leases"],
      verbs: ["get", "create", "update", "delete"],
      reason: "one job at a time",
    },
  ];
}

/**
 * Returns the rights with which the reporter's leak guard reads the namespace of the service under test: a Role there,
 * bound to `loadtest-sa`.
 */
export function guardRights(): Right[] {
  return [
    {
      apiGroups: [""],
      resources: ["services", "pods"],
      verbs: ["list"],
      reason: "the guard finds the pods of the service under test, and Services by their addresses",
    },
    {
      apiGroups: [""],
      resources: ["configmaps", "secrets"],
      verbs: ["get"],
      reason: "the pods' environment names hosts in them; no value of a Secret is shown or kept",
    },
    {
      apiGroups: ["networking.istio.io"],
      resources: ["virtualservices", "serviceentries"],
      verbs: ["list"],
      reason: "the guard knows from them what the service calls, and where its calls lead",
    },
    {
      apiGroups: [""],
      resources: ["pods/portforward"],
      // A websocket is opened by GET, which Kubernetes takes for "get", and newer versions for "create" as well.
      verbs: ["get", "create"],
      reason: "the guard asks the sidecars' Envoys which hosts were called",
    },
  ];
}

/** Returns the rights with which the reporter measures the service under test: rules of the same Role. */
export function sizingRights(): Right[] {
  return [
    {
      apiGroups: ["metrics.k8s.io"],
      resources: ["pods"],
      verbs: ["list"],
      reason: "the sizing measures the CPU of the service under test",
    },
    {
      apiGroups: ["autoscaling"],
      resources: ["horizontalpodautoscalers"],
      verbs: ["list"],
      reason: "the sizing says if the service is scaled during the run",
    },
  ];
}
