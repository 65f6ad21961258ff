import type { KubeConfig } from "@kubernetes/client-node";
import type { Problem } from "../../problem.ts";
import { ROUTE_WITHDRAWN } from "../../routing/annotations.ts";
import { noRight, pathOf } from "../listObjects.ts";
import { patchPath } from "../request.ts";
import { FIELD_MANAGER } from "./fieldManager.ts";

/** Something that routes lead to, and its kind. */
export interface MarkedObject {
  /** Group and plural. */
  kind: { group: string; resource: string };
  metadata: { name: string; namespace: string; annotations?: Record<string, string> };
}

/**
 * Marks an object as one whose routes are to go, or takes the mark off.
 *
 * @param time null takes the mark off
 */
export async function markWithdrawn(
  kubeConfig: KubeConfig,
  { kind, metadata: { name, namespace } }: MarkedObject,
  time: string | null,
  problems: Problem[],
): Promise<void> {
  const path = `${pathOf({ ...kind, namespace })}/${name}?fieldManager=${FIELD_MANAGER}`;
  const change = { metadata: { annotations: { [ROUTE_WITHDRAWN]: time } } };
  const { status } = await patchPath(kubeConfig, path, change);
  if (status === 401 || status === 403) problems.push(noRight("patch", { ...kind, namespace }));
  // Somebody else may have deleted it meanwhile.
  else if (status !== 200 && status !== 404)
    throw new Error(`changing ${namespace}/${name} was answered with status ${status}`);
}
