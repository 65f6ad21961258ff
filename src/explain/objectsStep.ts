import { ownerName, ownerOf } from "../emit/common/stackOwner.ts";
import { and } from "../problem.ts";
import type { Parts } from "./parts.ts";
import type { Step } from "./step.ts";

/**
 * Returns whether all objects of a copy are there, since when, and who made them.
 *
 * @param maker who has to make what is missing: `the next round makes it`
 */
export function objectsStep({ deployment, entry }: Parts, maker: string): Step {
  const found = [
    ...(deployment ? [{ kind: "Deployment", metadata: deployment.metadata ?? {} }] : []),
    ...(entry ? [entry] : []),
  ];
  const shown = and(found.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  const [first] = found;
  const time = first?.metadata.creationTimestamp;
  const since = time === undefined ? {} : { time };
  if (deployment === undefined || entry === undefined) {
    const missing = deployment === undefined ? "Deployment" : "Service";
    const reason = `there is ${shown}, but its ${missing} is missing: ${maker}`;
    return { step: "objects", state: "failed", ...since, reason };
  }
  const owner = ownerOf(deployment.metadata ?? {});
  const managers = (deployment.metadata?.managedFields ?? []).filter(
    (one) => (one as { subresource?: string }).subresource === undefined,
  );
  const by = owner === undefined ? managers[0]?.manager : `the stack ${ownerName(owner)}`;
  return { step: "objects", state: "done", ...since, reason: `${shown}, made by ${by}` };
}
