import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import {
  deploymentTrouble,
  type PodWarning,
  podTrouble,
  type Trouble,
} from "../../cluster/pods/podTrouble.ts";
import { isPodReady } from "../../podReady.ts";
import { isObserved, isRolledOut } from "../../rolledOut.ts";
import { isConnected, type MasterState } from "../masterState.ts";
import type { LocustObject } from "./objects.ts";
import type { PlainLocust } from "./plainLocust.ts";
import { POD_ADVICE } from "./podAdvice.ts";

/** What the cluster and the master say of everything that was applied. */
export interface Seen {
  pods: Pod[];
  deployments: Deployment[];
  /** Warnings of pods that do not start. */
  warnings: PodWarning[];
  /** Undefined while the master does not answer. */
  master: MasterState | undefined;
  /** In its place, if the master runs without Understudy's programs. */
  plain?: PlainLocust | undefined;
}

export interface Readiness {
  isReady: boolean;
  /** For the log: `the master is ready; 2 of 3 workers are ready, and the master counts 1`. */
  progress: string;
  /** The most telling ones first. */
  troubles: Trouble[];
}

/** Returns whether everything is ready, and if not, how far it is and what keeps it. */
export function readinessOf(
  seen: Seen,
  objects: readonly LocustObject[],
  names: { master: string; worker: string },
  workers: number,
): Readiness {
  const { pods, deployments, master } = seen;
  const current = pods.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  const declared = objects.filter(({ kind }) => kind === "Pod").map(nameOf);
  const single = declared.map((name) => current.find((pod) => nameOf(pod) === name));
  const wanted = objects.filter(({ kind }) => kind === "Deployment").map(nameOf);
  const rolled = wanted.map((name) => deployments.find((one) => nameOf(one) === name));
  const isMasterReady = isPodReady(single.find((pod) => pod && nameOf(pod) === names.master));
  const workersReady = rolled.find((one) => one && nameOf(one) === names.worker);
  // After a run, one that has gone is told as "stopped"; one that is there is "ready" again.
  const counted = (master?.workers ?? []).filter(
    (worker) => isConnected(worker) && worker.state !== "stopped",
  );
  // A worker whose pod ends would be lost in the next run.
  const strangers = counted.filter(({ id }) => !current.some((pod) => isWorkerOf(id, pod)));
  const connected = seen.plain?.workers ?? counted.length;
  return {
    isReady:
      single.every(isPodReady) &&
      rolled.every(isRolledOut) &&
      connected === workers &&
      strangers.length === 0,
    progress: [
      `the master is ${isMasterReady ? "ready" : "not ready yet"}`,
      `${readyReplicas(workersReady)} of ${workers} workers are ready`,
      `the master counts ${connected}`,
      ...(strangers.length > 0 ? [`${strangers.length} of them from before`] : []),
    ].join(", "),
    troubles: troublesOf(current, seen, names),
  };
}

const WAITS: readonly Trouble["wait"][] = ["no", "short", "long"];

/** Those of the master come first: without it, workers end as well. */
function troublesOf(
  pods: readonly Pod[],
  { deployments, warnings }: Seen,
  names: { master: string },
): Trouble[] {
  const isMaster = (pod: Pod) => nameOf(pod) === names.master;
  const ordered = [...pods.filter(isMaster), ...pods.filter((pod) => !isMaster(pod))];
  const found = [
    ...ordered
      .filter((pod) => !isReplaced(pod, deployments))
      .map((pod) => podTrouble(pod, POD_ADVICE, warnings)),
    ...deployments.filter(isObserved).map((one) => deploymentTrouble(one, POD_ADVICE)),
  ];
  return found
    .filter((trouble) => trouble !== undefined)
    .toSorted((a, b) => WAITS.indexOf(a.wait) - WAITS.indexOf(b.wait));
}

/**
 * A pod that its node evicted stays listed, though its Deployment has made another one. Pods of a Deployment that has just
 * been changed are not those that it will have.
 */
function isReplaced({ metadata, status }: Pod, deployments: readonly Deployment[]): boolean {
  if (metadata?.ownerReferences === undefined) return false;
  const isOver = status?.phase === "Failed" || status?.phase === "Succeeded";
  return isOver || !deployments.every(isObserved);
}

/** Locust's ids begin with the machine's name, which is the pod's, or the node's in its network. */
function isWorkerOf(id: string, { metadata, spec }: Pod): boolean {
  const machine = spec?.hostNetwork ? spec.nodeName : metadata?.name;
  return id.startsWith(`${machine}_`);
}

function readyReplicas(deployment: Deployment | undefined): number {
  return deployment?.status?.readyReplicas ?? 0;
}

function nameOf({ metadata }: Pick<Pod, "metadata"> | LocustObject): string {
  return metadata?.name ?? "";
}
