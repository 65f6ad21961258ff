import type { KubeConfig } from "@kubernetes/client-node";
import { noRight, pathOf, type ResourceKind } from "../../cluster/listObjects.ts";
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
  if (status === 401 || status === 403) {
    return { refused: noRight(name === undefined ? "list" : "get", kind).what };
  }
  if (status !== 200) throw new Error(`reading ${path} was answered with status ${status}`);
  const answer = JSON.parse(text);
  return { object: name === undefined ? answer.items : answer };
}
