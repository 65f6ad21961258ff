import type { KubeConfig } from "@kubernetes/client-node";
import type { ConfigMap } from "kubernetes-types/core/v1.d.ts";
import { noRight, pathOf } from "../../cluster/listObjects.ts";
import { createAt, getPath, patchPath, type ServerAnswer } from "../../cluster/request.ts";
import { UserError } from "../../problem.ts";

/** Returns a ConfigMap, or undefined if it is not there. */
export async function readConfigMap(
  kubeConfig: KubeConfig,
  namespace: string,
  name: string,
): Promise<ConfigMap | undefined> {
  const answer = await getPath(kubeConfig, `${pathIn(namespace)}/${name}`);
  if (answer.status === 404) return undefined;
  check(answer, "get", namespace);
  return JSON.parse(answer.text);
}

/**
 * Writes the content of a ConfigMap in place of the one that it has, and leaves its labels and other annotations.
 *
 * @param annotations those that change with the content
 */
export async function writeConfigMap(
  kubeConfig: KubeConfig,
  before: ConfigMap | undefined,
  { namespace, name }: { namespace: string; name: string },
  { data, binaryData }: Required<Pick<ConfigMap, "data" | "binaryData">>,
  annotations: Record<string, string>,
): Promise<void> {
  const path = pathIn(namespace);
  if (before === undefined) {
    const object = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace, annotations },
      ...{ data, binaryData },
    };
    check(await createAt(kubeConfig, path, object), "create", namespace);
    return;
  }
  const change = {
    // Fails if somebody else has written it meanwhile.
    metadata: { resourceVersion: before.metadata?.resourceVersion, annotations },
    data: { ...nulls(before.data), ...data },
    binaryData: { ...nulls(before.binaryData), ...binaryData },
  };
  check(await patchPath(kubeConfig, `${path}/${name}`, change), "patch", namespace);
}

/** A merge patch removes keys whose values are null. */
function nulls(content: Record<string, string> | undefined): Record<string, null> {
  return Object.fromEntries(Object.keys(content ?? {}).map((key) => [key, null]));
}

function pathIn(namespace: string): string {
  return pathOf({ group: "", resource: "configmaps", namespace });
}

function check({ status, text }: ServerAnswer, verb: string, namespace: string): void {
  if (status === 200 || status === 201) return;
  const where = `configmaps in namespace ${namespace}`;
  if (status === 403) {
    throw new UserError([noRight(verb, { group: "", resource: "configmaps", namespace })]);
  }
  if (status === 409) {
    const fix = "Try again.";
    throw new UserError([{ where, what: "somebody else has written them meanwhile", fix }]);
  }
  throw new UserError([{ where, what: `status ${status}: ${text.slice(0, 300)}` }]);
}
