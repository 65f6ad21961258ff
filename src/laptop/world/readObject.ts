import type { KubeConfig } from "@kubernetes/client-node";
import { pathOf, type ResourceKind } from "../../cluster/listObjects.ts";
import { getPath } from "../../cluster/request.ts";
import type { Found } from "../environment/sources.ts";

/**
 * Reads an object, or a list if no name is given.
 *
 * @throws {Error} when the API server cannot be reached, or answers with neither the object nor a refusal
 */
export async function readObject<T>(
  kubeConfig: KubeConfig,
  kind: ResourceKind,
  name?: string,
): Promise<Found<T>> {
  const path = pathOf(kind) + (name === undefined ? "" : `/${name}`);
  const { status, text } = await getPath(kubeConfig, path);
  if (status === 404) return { absent: true };
  if (status === 401 || status === 403) return { refused: notAllowed("get", kind, name) };
  if (status !== 200) throw new Error(`reading ${path} was answered with status ${status}`);
  const answer = JSON.parse(text);
  return { object: name === undefined ? answer.items : answer };
}

/** Returns the refusal of a right, by verb, resource and namespace. */
function notAllowed(verb: string, { resource, namespace }: ResourceKind, name?: string): string {
  const within = namespace === undefined ? "" : ` in namespace ${namespace}`;
  return `you may not ${name === undefined ? "list" : verb} ${resource}${within}`;
}
