import type { KubeConfig } from "@kubernetes/client-node";
import type { Container, Pod, Service } from "kubernetes-types/core/v1.d.ts";
import { labelQuery } from "../../cluster/listObjects.ts";
import { getPath } from "../../cluster/request.ts";
import { quantityValue } from "../../config/values/quantityValue.ts";
import { ISTIO_PROXY } from "../../istioProxy.ts";
import type { ServiceMeasurements } from "../serviceLoad.ts";

/** A pod of the service under test. */
export interface ServicePod {
  name: string;
  node: string;
  /** Names of all containers but Istio's sidecar. */
  containers: string[];
  /** Name of its Deployment or StatefulSet, if it has one. */
  owner?: string;
  request?: number;
  limit?: number;
}

/** The cluster does not say what was asked. The message says why, for people. */
export class NotMeasured extends Error {
  override readonly name = "NotMeasured";
}

/**
 * Returns the running pods of the service under test.
 *
 * @throws {NotMeasured}
 */
export async function servicePods(
  kubeConfig: KubeConfig,
  { name, namespace }: ServiceMeasurements["service"],
): Promise<ServicePod[]> {
  const base = `/api/v1/namespaces/${namespace}`;
  // The reporter may list and not get.
  const [service] = await list<Service>(
    kubeConfig,
    `${base}/services?fieldSelector=metadata.name%3D${name}`,
  );
  const selector = service?.spec?.selector ?? {};
  if (Object.keys(selector).length === 0) {
    throw new NotMeasured(`Service ${namespace}/${name} does not exist, or selects no pods`);
  }
  const pods = await list<Pod>(kubeConfig, `${base}/pods?${labelQuery(selector)}`);
  return pods.filter(isRunning).map(servicePod);
}

/**
 * Returns the items of a list.
 *
 * @throws {NotMeasured} if the API server does not give it
 */
export async function list<T>(kubeConfig: KubeConfig, path: string): Promise<T[]> {
  const { items = [] } = await answerOf<{ items?: T[] }>(kubeConfig, path);
  return items;
}

/** @throws {NotMeasured} */
export async function answerOf<T>(kubeConfig: KubeConfig, path: string): Promise<T> {
  const { status, text } = await getPath(kubeConfig, path);
  if (status === 200) return JSON.parse(text);
  const what = path.replace(/\?.*/, "");
  const reason =
    status === 403
      ? "this account may not read it"
      : status === 404
        ? "the cluster does not have it"
        : `the API server answered with status ${status}`;
  throw new NotMeasured(`${what}: ${reason}`);
}

function isRunning({ metadata, status }: Pod): boolean {
  return status?.phase === "Running" && metadata?.deletionTimestamp === undefined;
}

function servicePod({ metadata, spec }: Pod): ServicePod {
  const containers = (spec?.containers ?? []).filter(({ name }) => name !== ISTIO_PROXY);
  const request = sumOf(containers, "requests");
  const limit = sumOf(containers, "limits");
  const owner = ownerOf(metadata);
  return {
    name: metadata?.name ?? "",
    node: spec?.nodeName ?? "",
    containers: containers.map(({ name }) => name),
    ...(owner !== undefined && { owner }),
    ...(request !== undefined && { request }),
    ...(limit !== undefined && { limit }),
  };
}

/** Returns the cores of all containers together, or undefined if one of them has no such bound. */
function sumOf(containers: readonly Container[], kind: "requests" | "limits"): number | undefined {
  const quantities = containers.map(({ resources }) => resources?.[kind]?.cpu);
  if (containers.length === 0 || quantities.includes(undefined)) return undefined;
  return quantities.reduce((sum, quantity = "0") => sum + quantityValue(quantity), 0);
}

/** A ReplicaSet's name is that of its Deployment and a hash. */
function ownerOf(metadata: Pod["metadata"]): string | undefined {
  const name = metadata?.ownerReferences?.[0]?.name;
  const hash = metadata?.labels?.["pod-template-hash"];
  return hash === undefined ? name : name?.replace(new RegExp(`-${hash}$`), "");
}
