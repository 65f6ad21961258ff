import type { KubeConfig } from "@kubernetes/client-node";
import type {
  ConfigMap,
  Container,
  Node,
  Pod,
  Secret,
  Service,
} from "kubernetes-types/core/v1.d.ts";
import { references } from "../environment/references.ts";
import type { DefaultLimits } from "../environment/resourceValue.ts";
import type { Found, WorldSources } from "../environment/sources.ts";
import { readObject } from "./readObject.ts";

/**
 * Reads everything that a container's environment and files are made from. What the user may not read is part of the
 * result, with the right that is missing.
 *
 * @throws {Error} when the API server cannot be reached
 */
export async function readSources(
  kubeConfig: KubeConfig,
  pod: Pod,
  container: Container,
): Promise<WorldSources> {
  const namespace = pod.metadata?.namespace ?? "default";
  const names = references(pod, container);
  const [configMaps, secrets, services, defaultLimits] = await Promise.all([
    readAll<ConfigMap>(kubeConfig, "configmaps", namespace, names.configMaps),
    readAll<Secret>(kubeConfig, "secrets", namespace, names.secrets),
    readServices(kubeConfig, namespace),
    readDefaultLimits(kubeConfig, pod, container),
  ]);
  return { pod, configMaps, secrets, services, defaultLimits };
}

async function readAll<T>(
  kubeConfig: KubeConfig,
  resource: string,
  namespace: string,
  names: ReadonlySet<string>,
): Promise<Map<string, Found<T>>> {
  const kind = { group: "", resource, namespace };
  const found = [...names].map(
    async (name): Promise<[string, Found<T>]> => [name, await readObject(kubeConfig, kind, name)],
  );
  return new Map(await Promise.all(found));
}

async function readServices(
  kubeConfig: KubeConfig,
  namespace: string,
): Promise<Found<readonly Service[]>> {
  const kind = { group: "", resource: "services" };
  const [own, kubernetes] = await Promise.all([
    readObject<Service[]>(kubeConfig, { ...kind, namespace }),
    readObject<Service>(kubeConfig, { ...kind, namespace: "default" }, "kubernetes"),
  ]);
  if (!("object" in own)) return own;
  return { object: "object" in kubernetes ? [...own.object, kubernetes.object] : own.object };
}

/** Only limits that are not set are the node's, which few may read. */
async function readDefaultLimits(
  kubeConfig: KubeConfig,
  pod: Pod,
  container: Container,
): Promise<DefaultLimits | undefined> {
  const node = pod.spec?.nodeName;
  if (node === undefined || !JSON.stringify([container, pod.spec?.volumes]).includes('"limits.')) {
    return undefined;
  }
  const found = await readObject<Node>(kubeConfig, { group: "", resource: "nodes" }, node);
  if (!("object" in found)) return undefined;
  // Kubernetes 1.34 and later; the published types are older.
  const { resources }: { resources?: { limits?: DefaultLimits } } = Object(pod.spec);
  return { ...found.object.status?.allocatable, ...resources?.limits };
}
