import type { KubeConfig } from "@kubernetes/client-node";
import type { KubernetesObject } from "../emit/common/kubernetesObject.ts";
import { type DeclaredPod, dryRunPods, type RefusedPod } from "./dryRunPods.ts";
import { type FoundMetadata, type FoundObject, readFoundObjects } from "./foundObjects.ts";
import type { Needs, Right } from "./needs.ts";

/** The state of a cluster, as far as a campaign needs it. */
export interface ClusterState {
  /** Whether the cluster has Istio's VirtualServices. */
  istio: boolean;
  /** All VirtualServices; undefined if they may not be listed. */
  virtualServices: FoundVirtualService[] | undefined;
  /** All Gateways; undefined if they are not needed or may not be listed. */
  gateways?: FoundGateway[] | undefined;
  /** Each namespace's labels; or `absent` if it does not exist, `hidden` if it may not be read. */
  namespaces: Record<string, NamespaceState>;
  /** The objects that exist under names of the campaign's own objects. */
  found: FoundObject[];
  /** The pods that existing namespaces would refuse. */
  refused: RefusedPod[];
  /** The checked rights that the user does not have. */
  denied: Right[];
}

type NamespaceState = Record<string, string> | "absent" | "hidden";

export interface FoundVirtualService extends FoundMetadata {
  namespace: string;
  labels: Record<string, string>;
  hosts: string[];
  gateways: string[];
}

export interface FoundGateway {
  name: string;
  namespace: string;
  /** Hosts of all its servers. */
  hosts: string[];
  /** Labels of the pods that the Gateway is for; undefined if it is for all. */
  selector?: Record<string, string>;
}

/** What a campaign makes under names, and the pods that its Deployments make. */
interface Declarations {
  objects?: readonly KubernetesObject[];
  pods?: readonly DeclaredPod[];
}

const ISTIO = { group: "networking.istio.io", version: "v1" };

/** Reads the state of a cluster, as far as a campaign needs it. Changes nothing there. */
export async function readClusterState(
  kubeConfig: KubeConfig,
  needs: Needs,
  { objects = [], pods = [] }: Declarations = {},
): Promise<ClusterState> {
  const istio = needs.istio && (await knowsVirtualServices(kubeConfig));
  const namespaces = await readNamespaces(kubeConfig, needs.namespaces);
  const made = pods.filter(({ namespace }) => namespaces[namespace] !== "absent");
  const [virtualServices, gateways, found, refused, denied] = await Promise.all([
    istio ? readVirtualServices(kubeConfig) : [],
    istio && needs.gateways ? readGateways(kubeConfig) : undefined,
    readFoundObjects(kubeConfig, objects),
    dryRunPods(kubeConfig, made),
    deniedRights(kubeConfig, needs.rights),
  ]);
  return { istio, virtualServices, gateways, namespaces, found, refused, denied };
}

async function knowsVirtualServices(kubeConfig: KubeConfig): Promise<boolean> {
  const { CustomObjectsApi } = await import("./kubernetesClient.ts");
  const api = kubeConfig.makeApiClient(CustomObjectsApi);
  const known = await unless({ 404: undefined }, () => api.getAPIResources(ISTIO));
  return known?.resources.some(({ name }) => name === "virtualservices") ?? false;
}

async function readVirtualServices(
  kubeConfig: KubeConfig,
): Promise<FoundVirtualService[] | undefined> {
  const items = await listIstios<WireVirtualService>(kubeConfig, "virtualservices");
  return items?.map(({ metadata, spec }) => ({
    ...metadata,
    labels: metadata.labels ?? {},
    hosts: spec?.hosts ?? [],
    gateways: spec?.gateways ?? [],
  }));
}

async function readGateways(kubeConfig: KubeConfig): Promise<FoundGateway[] | undefined> {
  const items = await listIstios<WireGateway>(kubeConfig, "gateways");
  return items?.map(({ metadata: { name, namespace }, spec }) => ({
    name,
    namespace,
    hosts: (spec?.servers ?? []).flatMap(({ hosts = [] }) => hosts),
    ...(spec?.selector && { selector: spec.selector }),
  }));
}

/** Returns all objects of one of Istio's kinds, or undefined if they may not be listed. */
async function listIstios<T>(kubeConfig: KubeConfig, plural: string): Promise<T[] | undefined> {
  const { CustomObjectsApi } = await import("./kubernetesClient.ts");
  const api = kubeConfig.makeApiClient(CustomObjectsApi);
  const list: { items: T[] } | undefined = await unless({ 403: undefined }, () =>
    api.listCustomObjectForAllNamespaces({ ...ISTIO, resourcePlural: plural }),
  );
  return list?.items;
}

interface WireGateway {
  metadata: { name: string; namespace: string };
  spec?: { servers?: { hosts?: string[] }[]; selector?: Record<string, string> };
}

interface WireVirtualService {
  metadata: FoundMetadata & { namespace: string };
  spec?: { hosts?: string[]; gateways?: string[] };
}

async function readNamespaces(
  kubeConfig: KubeConfig,
  names: readonly string[],
): Promise<ClusterState["namespaces"]> {
  const { CoreV1Api } = await import("./kubernetesClient.ts");
  const api = kubeConfig.makeApiClient(CoreV1Api);
  const states = { 403: "hidden", 404: "absent" } as const;
  const found = await Promise.all(
    names.map(async (name): Promise<[string, NamespaceState]> => {
      const namespace = await unless(states, () => api.readNamespace({ name }));
      return [name, typeof namespace === "string" ? namespace : (namespace.metadata?.labels ?? {})];
    }),
  );
  return Object.fromEntries(found);
}

/**
 * Returns the rights that the user does not have. A right to all namespaces includes each namespace, so that one question
 * usually answers for many.
 */
export async function deniedRights(
  kubeConfig: KubeConfig,
  rights: readonly Right[],
): Promise<Right[]> {
  const { AuthorizationV1Api } = await import("./kubernetesClient.ts");
  const api = kubeConfig.makeApiClient(AuthorizationV1Api);
  const answers = new Map<string, Promise<boolean>>();
  const ask = (right: Right): Promise<boolean> => {
    const key = JSON.stringify(right);
    const answer = answers.get(key) ?? review(right);
    answers.set(key, answer);
    return answer;
  };
  const review = async (right: Right): Promise<boolean> => {
    const [resource = "", subresource] = right.resource.split("/");
    const resourceAttributes = { ...right, resource, ...(subresource && { subresource }) };
    const body = { spec: { resourceAttributes } };
    const { status } = await api.createSelfSubjectAccessReview({ body });
    return status?.allowed ?? false;
  };
  const allowed = await Promise.all(
    rights.map(async (right) => {
      const { namespace: _, ...everywhere } = right;
      return (await ask(everywhere)) || (await ask(right));
    }),
  );
  return rights.filter((_, i) => !allowed[i]);
}

/** Returns the result of a request, or the value given for the status that it fails with. */
async function unless<T, U>(
  statuses: Readonly<Record<number, U>>,
  request: () => Promise<T>,
): Promise<T | U> {
  try {
    return await request();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    const known = Object.entries(statuses).find(([status]) => status === code);
    if (known !== undefined) return known[1];
    throw error;
  }
}
