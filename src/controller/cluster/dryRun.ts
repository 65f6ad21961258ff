import type { KubeConfig } from "@kubernetes/client-node";
import { applyAt, getPath } from "../../cluster/request.ts";
import { statusMessage } from "../../cluster/statusMessage.ts";
import { MANAGER } from "../annotations.ts";
import type { CopyWrite } from "../plan.ts";
import { objectPath } from "./paths.ts";

/** What a write would make of an object. */
export interface DryChange {
  /** `Deployment shop/payments-pr-12` */
  object: string;
  /** Undefined for a new object. */
  before?: object;
  /** Undefined if the cluster would refuse it. */
  after?: object;
  /** What the cluster said, if it would refuse it. */
  refusal?: string;
}

/** Asks the cluster what writes would make of the objects that are there. Changes nothing. */
export async function dryRun(
  kubeConfig: KubeConfig,
  writes: readonly CopyWrite[],
): Promise<DryChange[]> {
  const changes: DryChange[] = [];
  for (const { kind, namespace, name, object } of writes.flatMap(({ objects }) => objects)) {
    const path = objectPath(kind, namespace, name);
    const found = await getPath(kubeConfig, path);
    const answer = await applyAt(kubeConfig, path, object, MANAGER, { dryRun: true });
    const before = found.status === 200 ? declared(found.text) : undefined;
    const after = answer.status < 300 ? declared(answer.text) : undefined;
    changes.push({
      object: `${kind} ${namespace}/${name}`,
      ...(before && { before }),
      ...(after && { after }),
      ...(after === undefined && { refusal: statusMessage(answer.text) ?? answer.text }),
    });
  }
  return changes;
}

/** Returns an object without what the cluster itself writes. */
function declared(text: string): object {
  const { metadata, status: _, ...rest } = JSON.parse(text);
  const { managedFields, uid, resourceVersion, creationTimestamp, generation, ...kept } = metadata;
  return { ...rest, metadata: kept };
}
