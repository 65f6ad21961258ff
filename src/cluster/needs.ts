import type { Campaign } from "../campaign/campaign.ts";
import { mockNames } from "../campaign/mockNames.ts";
import type { KubernetesObject } from "../emit/common/kubernetesObject.ts";
import {
  objectsOfController,
  type PlannedController,
} from "../emit/controller/controllerObjects.ts";
import type { PlannedLoadTest } from "../emit/loadtest/loadTestObjects.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import { objectsOfRouting, type RoutingObjects } from "../emit/routingObjects.ts";
import { pluralOf } from "./pluralOf.ts";

/** Everything that a campaign needs from its cluster. It is checked before anything is created. */
export interface Needs {
  /** Whether something needs Istio or is reached through it. */
  istio: boolean;
  /** Whether Istio's Gateways must be read. */
  gateways: boolean;
  /** Names of the mocks' namespaces. */
  namespaces: string[];
  rights: Right[];
}

/** One permission to check. */
export interface Right {
  verb: string;
  /** `apps`; empty for the core group. */
  group: string;
  /** `deployments`, `pods/log` */
  resource: string;
  /** Undefined for objects without a namespace. */
  namespace?: string;
}

/** A stack, and the objects that its routing declares. */
export interface DeclaredRouting {
  campaign: Campaign;
  objects: RoutingObjects;
}

/**
 * Verbs for objects that Pulumi watches until they are ready. Without the right to watch, it waits for ever: Pulumi's
 * provider continues once its list is complete. Source: `Subscribe` in pulumi-kubernetes' provider/pkg/await/informers.
 */
const WATCH = ["list", "watch"];

/**
 * Verbs for objects that are created, changed and removed. Server-side apply is a patch, and a `create` for new
 * objects. Removed objects are watched until they are gone.
 */
const CHANGE = ["get", ...WATCH, "create", "patch", "delete"];

/** Other objects that Pulumi's provider watches until an object of a kind is ready. */
const WATCHED: Record<"Deployment" | "Job" | "StatefulSet", { group: string; resource: string }[]> =
  {
    Deployment: [
      { group: "apps", resource: "replicasets" },
      { group: "", resource: "pods" },
      // It watches those of all Deployments in the namespace; a mock has none.
      { group: "", resource: "persistentvolumeclaims" },
    ],
    Job: [{ group: "", resource: "pods" }],
    StatefulSet: [{ group: "", resource: "pods" }],
  };

/** What the Job needs that verifies mocks, beside what mocks need anyway. */
const VERIFY: Right[] = [
  ...["create", "patch", "delete"].map((verb) => ({ verb, group: "", resource: "configmaps" })),
  ...["create", "delete"].map((verb) => ({ verb, group: "batch", resource: "jobs" })),
  { verb: "get", group: "", resource: "pods/log" },
];

export function needsOf(
  mocks: readonly PlannedMock[],
  routing?: DeclaredRouting,
  loadTests: readonly PlannedLoadTest[] = [],
  controller?: PlannedController,
): Needs {
  const others = [
    ...(routing === undefined ? [] : objectsOfRouting(routing.objects)),
    ...loadTests.flatMap(({ objects }) => Object.values(objects)),
    ...(controller === undefined ? [] : objectsOfController(controller)),
  ];
  const rights = [...mocks.flatMap(rightsOf), ...others.flatMap(rightsOfObject)];
  return {
    istio:
      mocks.some(({ mock }) => mock.config.istio.enabled) ||
      others.some(isIstios) ||
      (routing?.objects.previews.length ?? 0) > 0,
    gateways: routing?.campaign.previewHosts !== undefined,
    namespaces: [...new Set(mocks.map(({ mock }) => mockNames(mock.config).namespace))],
    rights: [...new Map(rights.map((right) => [JSON.stringify(right), right])).values()],
  };
}

/** Pods that several mocks share are in the same namespace, with the same settings. */
function rightsOf({ mock: { config }, objects }: PlannedMock): Right[] {
  const { namespace } = mockNames(config);
  const may = (verbs: string[], group: string, resource: string, declared: unknown): Right[] =>
    declared === undefined ? [] : verbs.map((verb) => ({ verb, group, resource, namespace }));
  return [
    ...(objects.namespace === undefined
      ? []
      : CHANGE.map((verb) => ({ verb, group: "", resource: "namespaces" }))),
    ...(config.createNamespace && config.adopt
      ? [{ verb: "get", group: "", resource: "namespaces", namespace }]
      : []),
    ...may(CHANGE, "", "serviceaccounts", config),
    ...(config.delivery === "configMap" ? may(CHANGE, "", "configmaps", config) : []),
    ...may(CHANGE, "apps", "deployments", config),
    ...WATCHED.Deployment.flatMap(({ group, resource }) => may(WATCH, group, resource, config)),
    ...may(CHANGE, "", "services", objects.service),
    ...may(CHANGE, "networking.istio.io", "virtualservices", objects.virtualService),
    ...may(CHANGE, "policy", "poddisruptionbudgets", config.minAvailable),
    ...may(CHANGE, "autoscaling", "horizontalpodautoscalers", config.autoscaling),
    ...(config.verify ? VERIFY.map((right) => ({ ...right, namespace })) : []),
  ];
}

function rightsOfObject({ apiVersion = "", kind = "", metadata = {} }: KubernetesObject): Right[] {
  const { namespace } = metadata;
  const group = apiVersion.includes("/") ? apiVersion.replace(/\/.*/, "") : "";
  const watched =
    kind === "Deployment" || kind === "Job" || kind === "StatefulSet" ? WATCHED[kind] : [];
  const may = (verbs: string[], group: string, resource: string): Right[] =>
    verbs.map((verb) => ({ verb, group, resource, ...(namespace !== undefined && { namespace }) }));
  return [
    ...may(CHANGE, group, pluralOf(kind)),
    ...watched.flatMap(({ group, resource }) => may(WATCH, group, resource)),
  ];
}

function isIstios({ apiVersion = "" }: KubernetesObject): boolean {
  return /\.istio\.io\//.test(apiVersion);
}
