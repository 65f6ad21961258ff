import type { KubeConfig } from "@kubernetes/client-node";
import { messageOf } from "../../cluster/connection.ts";
import { labelQuery, listObjects, pathOf } from "../../cluster/listObjects.ts";
import { getPath } from "../../cluster/request.ts";
import { ISTIO_PROXY } from "../../istioProxy.ts";
import { UserError } from "../../problem.ts";
import { askEnvoy } from "./askEnvoy.ts";
import { referencesOf, type ServicePod } from "./environment.ts";
import { callsOf, type EnvoyCalls, type EnvoyClusters, hostsKnownBy } from "./envoyCalls.ts";

/** What the guard reads of the service under test. */
export interface Guarded {
  kubeConfig: KubeConfig;
  service: { name: string; namespace: string };
}

interface Service {
  metadata: { name: string; namespace: string };
  spec?: { selector?: Record<string, string>; clusterIPs?: string[] };
}

/**
 * Returns the pods of the service under test that run or will.
 * @throws {UserError} if there are none, or they may not be listed: nothing can be said about the service then
 */
export async function readPods({ kubeConfig, service }: Guarded): Promise<ServicePod[]> {
  const { name, namespace } = service;
  const where = `service ${namespace}/${name}`;
  const services = await readOwn<Service>(kubeConfig, "services", namespace);
  const found = services.find(({ metadata }) => metadata.name === name);
  const selector = found?.spec?.selector ?? {};
  if (Object.keys(selector).length === 0) {
    const what = found === undefined ? "there is no such Service" : "the Service selects no pods";
    const fix = "Name the service under test in the stack, as service: orders.shop.";
    throw new UserError([{ where, what, fix }]);
  }
  const pods = await readOwn<ServicePod>(kubeConfig, "pods", namespace, `?${labelQuery(selector)}`);
  const alive = pods.filter(
    ({ status }) => status?.phase === "Running" || status?.phase === "Pending",
  );
  if (alive.length > 0) return alive;
  throw new UserError([
    { where, what: "it has no pod that runs", fix: "Start it before the load." },
  ]);
}

/** @throws {UserError} if the user may not list them */
async function readOwn<T>(
  kubeConfig: KubeConfig,
  resource: string,
  namespace: string,
  query = "",
): Promise<T[]> {
  const { status, text } = await getPath(
    kubeConfig,
    pathOf({ group: "", resource, namespace }) + query,
  );
  if (status === 200) return JSON.parse(text).items;
  const what = `the leak guard may not list ${resource} in namespace ${namespace} (status ${status})`;
  throw new UserError([
    { where: "cluster", what, fix: "Give its ServiceAccount the Role of docs/loadtest.md." },
  ]);
}

/**
 * Returns the objects of a kind in all namespaces, or else in the service's own if no others may be read. Says in
 * `unseen` if not even these may be.
 */
export async function readWidely<T>(
  { kubeConfig, service }: Guarded,
  group: string,
  resource: string,
  unseen: string[],
): Promise<T[]> {
  const { namespace } = service;
  const all = await listObjects<T>(kubeConfig, { group, resource }, []);
  const own = all ?? (await listObjects<T>(kubeConfig, { group, resource, namespace }, []));
  if (own === undefined) unseen.push(`${resource} of namespace ${namespace} may not be listed`);
  return own ?? [];
}

/** Returns the full names of Services, by their addresses. */
export async function readServiceAddresses(guarded: Guarded): Promise<Map<string, string>> {
  const services = await readWidely<Service>(guarded, "", "services", []);
  return new Map(
    services.flatMap(({ metadata, spec }) =>
      (spec?.clusterIPs ?? [])
        .filter((address) => address !== "None")
        .map((address) => [address, `${metadata.name}.${metadata.namespace}.svc.cluster.local`]),
    ),
  );
}

/** Returns the ConfigMaps and Secrets in the pods' environment. Says in `unseen` which may not be read. */
export async function readReferences(
  { kubeConfig, service: { namespace } }: Guarded,
  pods: readonly ServicePod[],
  unseen: string[],
): Promise<Map<string, Record<string, string>>> {
  const references = new Map<string, Record<string, string>>();
  for (const reference of referencesOf(pods)) {
    const [kind, name] = reference.split(" ");
    const resource = kind === "Secret" ? "secrets" : "configmaps";
    const path = `${pathOf({ group: "", resource, namespace })}/${name}`;
    const { status, text } = await getPath(kubeConfig, path);
    if (status === 200) references.set(reference, contentOf(JSON.parse(text), kind === "Secret"));
    else if (status !== 404) {
      unseen.push(`${reference} of namespace ${namespace} may not be read: its hosts are unknown`);
    }
  }
  return references;
}

function contentOf({ data = {} }: { data?: Record<string, string> }, isSecret: boolean) {
  if (!isSecret) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value, "base64").toString("utf8"),
    ]),
  );
}

/** What the Envoys of pods know and did. */
export interface EnvoyView {
  calls: (EnvoyCalls & { pod: string })[];
  /** Hosts to which requests can be sent by name, with one of the pods that know each. */
  known: Map<string, string>;
}

/**
 * Asks the Envoys of pods what they called. Returns undefined if no pod has one. A pod that does not answer is told in
 * `unseen`.
 */
export async function readEnvoys(
  { kubeConfig, service: { namespace } }: Guarded,
  pods: readonly ServicePod[],
  unseen: string[],
): Promise<EnvoyView | undefined> {
  const view: EnvoyView = { calls: [], known: new Map() };
  const ask = async ({ metadata: { name } }: ServicePod): Promise<boolean> => {
    try {
      const text = await askEnvoy(kubeConfig, { namespace, name }, "/clusters?format=json");
      const clusters: EnvoyClusters = JSON.parse(text);
      view.calls.push(...callsOf(clusters).map((call) => ({ ...call, pod: name })));
      for (const host of hostsKnownBy(clusters)) view.known.set(host, name);
      return true;
    } catch (error) {
      unseen.push(`${name}'s Envoy does not say what it calls: ${messageOf(error)}`);
      return false;
    }
  };
  const asked = pods.filter(hasEnvoy);
  let isAnswered = false;
  for (let i = 0; i < asked.length; i += AT_ONCE) {
    const answers = await Promise.all(asked.slice(i, i + AT_ONCE).map(ask));
    isAnswered ||= answers.includes(true);
  }
  return isAnswered ? view : undefined;
}

/** Connections to Envoys at a time. */
const AT_ONCE = 10;

function hasEnvoy({ spec: { containers, initContainers = [] }, status }: ServicePod): boolean {
  const all = [...containers, ...initContainers];
  return status?.phase === "Running" && all.some(({ name }) => name === ISTIO_PROXY);
}
