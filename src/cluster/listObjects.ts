import type { KubeConfig } from "@kubernetes/client-node";
import type { Problem } from "../problem.ts";
import { getPath } from "./request.ts";

/** A kind of Kubernetes object. */
export interface ResourceKind {
  /** `apps`; empty for the core group. Its version 1 is used. */
  group: string;
  /** `deployments` */
  resource: string;
  /** Undefined for all namespaces. */
  namespace?: string;
}

/**
 * Returns the objects of a kind exactly as the cluster has them: the client's own classes would drop every field that
 * is newer than they are. Returns an empty list if the cluster does not have the kind. If the user may not list it,
 * adds a problem and returns undefined.
 *
 * @param query narrows the list: `?labelSelector=…`
 * @throws {Error} when the cluster gives any other answer
 */
export async function listObjects<T>(
  kubeConfig: KubeConfig,
  kind: ResourceKind,
  problems: Problem[],
  query = "",
): Promise<T[] | undefined> {
  const { status, text } = await getPath(kubeConfig, pathOf(kind) + query);
  if (status === 404) return [];
  if (status === 401 || status === 403) {
    problems.push(noRight("list", kind));
    return undefined;
  }
  if (status !== 200)
    throw new Error(`listing ${kind.resource} was answered with status ${status}`);
  const { items }: { items: T[] } = JSON.parse(text);
  return items;
}

/** Returns the path of a kind's list. An object's path continues with its name. */
export function pathOf({ group, resource, namespace }: ResourceKind): string {
  const api = group === "" ? "/api/v1" : `/apis/${group}/v1`;
  const place = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${api}${place}/${resource}`;
}

/** Returns the query for the objects that have all these labels. */
export function labelQuery(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return `labelSelector=${encodeURIComponent(pairs.join(","))}`;
}

/** Returns the problem of a right that the user does not have. */
export function noRight(verb: string, { group, resource, namespace }: ResourceKind): Problem {
  const kind = group === "" ? resource : `${resource}.${group}`;
  const within = namespace === undefined ? "" : ` in namespace ${namespace}`;
  return {
    where: "cluster",
    what: `you may not ${verb} ${kind}${within}`,
    fix: "Ask the cluster's administrators for these rights, or name another context.",
  };
}
