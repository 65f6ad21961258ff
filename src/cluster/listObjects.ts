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

/** One page: a text of megabytes and what is made of it are in memory at once. */
const PAGE = "250";

/** One page of a list. */
interface List<T> {
  /** `continue` leads to the next page; all are of one moment. */
  metadata?: { continue?: string };
  items: (T & { metadata?: { managedFields?: { fieldsV1?: unknown }[] } })[];
}

/**
 * Returns the objects of a kind exactly as the cluster has them: the client's own classes would drop every field that
 * is newer than they are. Returns an empty list if the cluster does not have the kind. If the user may not list it,
 * adds a problem and returns undefined. The lists of fields in `managedFields` are left out.
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
  const items: T[] = [];
  let next: string | undefined;
  do {
    const page = new URLSearchParams({
      limit: PAGE,
      ...(next !== undefined && { continue: next }),
    });
    const path = `${pathOf(kind)}${query === "" ? "?" : `${query}&`}${page}`;
    const { status, text } = await getPath(kubeConfig, path);
    if (status === 404) return [];
    if (status === 401 || status === 403) {
      problems.push(noRight("list", kind));
      return undefined;
    }
    // Also 410: the list is too old for its next page.
    if (status !== 200) {
      throw new Error(`listing ${kind.resource} was answered with status ${status}`);
    }
    const list: List<T> = JSON.parse(text);
    // Which fields somebody has set is half of an object, nobody reads it, and lists may be kept for long.
    for (const field of list.items.flatMap(({ metadata }) => metadata?.managedFields ?? [])) {
      delete field.fieldsV1;
    }
    items.push(...list.items);
    next = list.metadata?.continue || undefined;
  } while (next !== undefined);
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
