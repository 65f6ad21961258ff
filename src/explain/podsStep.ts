import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import {
  deploymentTrouble,
  type PodWarning,
  podTrouble,
  type Trouble,
} from "../cluster/pods/podTrouble.ts";
import { REPLICA_LABEL } from "../emit/preview/previewLabels.ts";
import { shellWord } from "../shellWord.ts";
import { COPY_ADVICE } from "./podAdvice.ts";
import { isRead, type SeenNamespace } from "./seen.ts";
import type { Step } from "./step.ts";

/**
 * Returns whether the newest pods of a copy are ready, or what keeps them.
 *
 * @param seen what lies in the copy's namespace
 */
export function podsStep(deployment: Deployment, seen: SeenNamespace): Step {
  const { spec, status, metadata } = deployment;
  const wanted = spec?.replicas ?? 1;
  const ready = status?.readyReplicas ?? 0;
  const updated = status?.updatedReplicas ?? 0;
  const isSeen = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
  // Kubernetes keeps older pods until newer ones are ready.
  const old = Math.min(ready, Math.max(0, (status?.replicas ?? 0) - updated));
  const reason = `${ready - old} of ${wanted} pods are ready`;
  if (wanted === 0) {
    const name = `${metadata?.namespace}/${metadata?.name}`;
    const fix = `Scale the Deployment ${name} up.`;
    return { step: "pods", state: "failed", reason: "it is scaled to no pod", fix };
  }
  if (isSeen && updated === wanted && ready === wanted && status?.replicas === wanted) {
    return { step: "pods", state: "done", ...sinceOf(deployment, "Available"), reason };
  }
  const older = old > 0 ? `; until then older pods answer: ${old}` : "";
  if (!isSeen) {
    return {
      step: "pods",
      state: "waiting",
      reason: `Kubernetes has not begun its pods yet${older}`,
    };
  }
  const pods = isRead(seen.pods) ? newestOf(seen.pods, metadata?.name) : [];
  const warnings = isRead(seen.warnings) ? seen.warnings : [];
  const trouble = troubleOf(pods, warnings) ?? deploymentTrouble(deployment, COPY_ADVICE);
  const since = { ...sinceOf(deployment, "Progressing"), ...madeAt(pods[0]) };
  if (trouble !== undefined) {
    const fix = fixOf(trouble, metadata?.namespace ?? "");
    return {
      step: "pods",
      state: "failed",
      ...since,
      reason: `${trouble.who}: ${trouble.what}${older}`,
      ...(fix !== undefined && { fix }),
    };
  }
  const [said] = pods.flatMap((pod) => warningOf(pod, warnings) ?? []);
  const hidden = isRead(seen.pods) ? "" : `; why cannot be told: ${seen.pods.what}`;
  const why = said === undefined ? hidden : `: ${said}`;
  return { step: "pods", state: "waiting", ...since, reason: `${reason}${why}${older}` };
}

/** Label of the pods that a Deployment has made from one state of its template. */
const TEMPLATE = "pod-template-hash";

/** Returns the pods of a Deployment's newest template of which there are any, the newest pod first. */
function newestOf(pods: readonly Pod[], deployment: string | undefined): Pod[] {
  const current = pods
    .filter(({ metadata }) => metadata?.labels?.[REPLICA_LABEL] === deployment)
    .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
    .toSorted((a, b) => (createdAt(a) > createdAt(b) ? -1 : 1));
  const hash = current[0]?.metadata?.labels?.[TEMPLATE];
  return current.filter(({ metadata }) => metadata?.labels?.[TEMPLATE] === hash);
}

function createdAt({ metadata }: Pod): string {
  return metadata?.creationTimestamp ?? "";
}

function madeAt(pod: Pod | undefined): { time?: string } {
  const time = pod?.metadata?.creationTimestamp;
  return time === undefined ? {} : { time };
}

function troubleOf(pods: readonly Pod[], warnings: readonly PodWarning[]): Trouble | undefined {
  return pods
    .map((pod) => podTrouble(pod, COPY_ADVICE, warnings))
    .find((trouble) => trouble !== undefined);
}

/** A program that ends without an error, or a probe that fails, is no trouble by itself. */
function warningOf({ metadata }: Pod, warnings: readonly PodWarning[]): string | undefined {
  const newest = warnings.findLast(({ involvedObject }) => involvedObject.uid === metadata?.uid);
  return newest && `Pod ${metadata?.name}: ${newest.reason}: ${newest.message?.trim()}`;
}

function fixOf({ fix, log }: Trouble, namespace: string): string | undefined {
  if (log === undefined) return fix;
  const words = ["kubectl", "logs", "-n", namespace, log.pod, "-c", log.container];
  if (log.isPrevious) words.push("--previous");
  return `Look into its log: ${words.map(shellWord).join(" ")}`;
}

function sinceOf({ status }: Deployment, condition: string): { time?: string } {
  const found = status?.conditions?.find(({ type }) => type === condition);
  const time = found?.lastTransitionTime;
  return time === undefined ? {} : { time };
}
