import type { ServiceConfig } from "../config/campaign.ts";
import { mockNames } from "../config/mockNames.ts";
import type { MockObjects } from "../emit/mockObjects.ts";

/** What a campaign needs of its cluster: everything that is asked before anything is made. */
export interface Needs {
  /** Whether any service wants Istio. */
  istio: boolean;
  /** Names of the namespaces that the mocks are in. */
  namespaces: string[];
  rights: Right[];
}

/** May I do this? */
export interface Right {
  verb: string;
  /** `apps`; empty for the core group. */
  group: string;
  /** `deployments` */
  resource: string;
  /** Undefined for what is in none. */
  namespace?: string;
}

/** A service and what is declared of it. */
export interface DeclaredMock {
  config: ServiceConfig;
  objects: MockObjects;
}

/**
 * What is watched until it is as it should be. Who may not watch waits for ever: Pulumi's provider goes on when its list
 * is complete. Source: `Subscribe` in pulumi-kubernetes' provider/pkg/await/informers.
 */
const WATCH = ["list", "watch"];

/**
 * What is made, changed and removed. Server-side apply is a patch, and `create` as well for what is new; what is removed
 * is watched until it is gone.
 */
const CHANGE = ["get", ...WATCH, "create", "patch", "delete"];

export function needsOf(mocks: readonly DeclaredMock[]): Needs {
  const rights = mocks.flatMap(rightsOf);
  return {
    istio: mocks.some(({ config }) => config.istio.enabled),
    namespaces: [...new Set(mocks.map(({ config }) => mockNames(config).namespace))],
    rights: [...new Map(rights.map((right) => [JSON.stringify(right), right])).values()],
  };
}

function rightsOf({ config, objects }: DeclaredMock): Right[] {
  const { namespace } = mockNames(config);
  const { configMaps } = objects;
  const may = (verbs: string[], group: string, resource: string, declared: unknown): Right[] =>
    declared === undefined ? [] : verbs.map((verb) => ({ verb, group, resource, namespace }));
  return [
    ...(objects.namespace === undefined
      ? []
      : CHANGE.map((verb) => ({ verb, group: "", resource: "namespaces" }))),
    ...(config.namespace.create && config.adopt
      ? [{ verb: "get", group: "", resource: "namespaces", namespace }]
      : []),
    ...may(CHANGE, "", "serviceaccounts", objects.serviceAccount),
    ...may(CHANGE, "", "configmaps", configMaps.engine ?? configMaps.mock),
    ...may(CHANGE, "apps", "deployments", objects.deployment),
    ...may(WATCH, "apps", "replicasets", objects.deployment),
    ...may(WATCH, "", "pods", objects.deployment),
    // Those of all Deployments of the namespace; a mock has none.
    ...may(WATCH, "", "persistentvolumeclaims", objects.deployment),
    ...may(CHANGE, "", "services", objects.service),
    ...may(CHANGE, "networking.istio.io", "virtualservices", objects.virtualService),
    ...may(CHANGE, "policy", "poddisruptionbudgets", objects.podDisruptionBudget),
    ...may(CHANGE, "autoscaling", "horizontalpodautoscalers", objects.horizontalPodAutoscaler),
  ];
}
