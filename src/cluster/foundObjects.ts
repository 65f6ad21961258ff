import type { KubeConfig } from "@kubernetes/client-node";
import type { KubernetesObject } from "../emit/common/kubernetesObject.ts";
import { pluralOf } from "./pluralOf.ts";
import { getPath } from "./request.ts";

/** An object that is in the cluster, under the name of one that a stack declares. */
export interface FoundObject {
  kind: string;
  metadata: FoundMetadata;
  /** Only a Namespace's is read. */
  status?: { conditions?: { type: string; status: string; message?: string }[] };
}

export interface FoundMetadata {
  name: string;
  namespace?: string;
  uid?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  deletionTimestamp?: string;
  finalizers?: string[];
  managedFields?: { manager?: string; subresource?: string }[];
}

/** Metadata alone, which is a small part of an object. */
const METADATA =
  "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

/**
 * Reads those of a stack's objects that exist, whoever made them. Each kind is listed once in each namespace. Kinds that
 * the cluster does not have, or that the user may not list, are left out: missing rights are reported anyway.
 *
 * @param objects what the stack declares; objects without a name are left out, since they get a new one
 */
export async function readFoundObjects(
  kubeConfig: KubeConfig,
  objects: readonly KubernetesObject[],
): Promise<FoundObject[]> {
  const named = objects.filter(({ metadata }) => metadata?.name !== undefined);
  const isNamespace = ({ kind }: KubernetesObject) => kind === "Namespace";
  const namespaces = new Set(named.filter(isNamespace).map(({ metadata }) => metadata?.name ?? ""));
  const lists = Map.groupBy(
    named.filter((object) => !isNamespace(object)),
    listPath,
  );
  const found = await Promise.all([
    ...[...namespaces].map((name) => readNamespace(kubeConfig, name)),
    ...[...lists].map(([path, declared]) => readList(kubeConfig, path, declared)),
  ]);
  return found.flat();
}

async function readNamespace(kubeConfig: KubeConfig, name: string): Promise<FoundObject[]> {
  const namespace = await read<FoundObject>(kubeConfig, `/api/v1/namespaces/${name}`);
  return namespace?.metadata === undefined ? [] : [{ ...namespace, kind: "Namespace" }];
}

async function readList(
  kubeConfig: KubeConfig,
  path: string,
  declared: readonly KubernetesObject[],
): Promise<FoundObject[]> {
  const names = new Set(declared.map(({ metadata }) => metadata?.name));
  const list = await read<{ items?: FoundObject[] }>(kubeConfig, path, METADATA);
  return (list?.items ?? [])
    .filter(({ metadata }) => names.has(metadata.name))
    .map(({ metadata }) => ({ kind: declared[0]?.kind ?? "", metadata }));
}

/** Returns the path of all objects of an object's kind in its namespace. */
function listPath({ apiVersion = "v1", kind = "", metadata = {} }: KubernetesObject): string {
  const api = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const place = metadata.namespace === undefined ? "" : `/namespaces/${metadata.namespace}`;
  return `${api}${place}/${pluralOf(kind)}`;
}

async function read<T>(
  kubeConfig: KubeConfig,
  path: string,
  accept?: string,
): Promise<T | undefined> {
  const { status, text } = await getPath(kubeConfig, path, accept);
  if ([401, 403, 404].includes(status)) return undefined;
  if (status !== 200) throw new Error(`${path} was answered with status ${status}`);
  return JSON.parse(text);
}
