import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { isConnected, type MasterState } from "../masterState.ts";
import { isPodReady } from "../podReady.ts";
import type { LocustObject } from "./objects.ts";
import { deploymentTrouble, podTrouble, type Trouble } from "./podTrouble.ts";

/** What the cluster and the master say of everything that was applied. */
export interface Seen {
  pods: Pod[];
  deployments: Deployment[];
  /** Undefined while the master does not answer. */
  master: MasterState | undefined;
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
  { pods, deployments, master }: Seen,
  objects: readonly LocustObject[],
  names: { master: string; worker: string },
  workers: number,
): Readiness {
  const current = pods.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  const declared = objects.filter(({ kind }) => kind === "Pod").map(nameOf);
  const single = declared.map((name) => current.find((pod) => nameOf(pod) === name));
  const wanted = objects.filter(({ kind }) => kind === "Deployment").map(nameOf);
  const rolled = wanted.map((name) => deployments.find((one) => nameOf(one) === name));
  const isMasterReady = isPodReady(single.find((pod) => pod && nameOf(pod) === names.master));
  const workersReady = rolled.find((one) => one && nameOf(one) === names.worker);
  const counted = countedWorkers(master);
  return {
    isReady: single.every(isPodReady) && rolled.every(isRolledOut) && counted === workers,
    progress: [
      `the master is ${isMasterReady ? "ready" : "not ready yet"}`,
      `${readyReplicas(workersReady)} of ${workers} workers are ready`,
      `the master counts ${counted}`,
    ].join(", "),
    troubles: troublesOf(current, deployments, names),
  };
}

/** Returns how many workers are connected to the master. */
export function countedWorkers(master: MasterState | undefined): number {
  return (master?.workers ?? []).filter(isConnected).length;
}

/** Those of the master come first: without it, workers end as well. */
function troublesOf(
  pods: readonly Pod[],
  deployments: readonly Deployment[],
  names: { master: string },
): Trouble[] {
  const isMaster = (pod: Pod) => nameOf(pod) === names.master;
  const ordered = [...pods.filter(isMaster), ...pods.filter((pod) => !isMaster(pod))];
  const found = [...ordered.map(podTrouble), ...deployments.map(deploymentTrouble)];
  return found
    .filter((trouble) => trouble !== undefined)
    .toSorted((a, b) => Number(a.mayPass) - Number(b.mayPass));
}

/** A Deployment has no condition that says so: `Available` is true while old pods are left. */
function isRolledOut(deployment: Deployment | undefined): boolean {
  const { metadata, spec, status } = deployment ?? {};
  const { replicas = 1 } = spec ?? {};
  return (
    status !== undefined &&
    (status.observedGeneration ?? 0) >= (metadata?.generation ?? 0) &&
    (status.updatedReplicas ?? 0) === replicas &&
    (status.readyReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas
  );
}

function readyReplicas(deployment: Deployment | undefined): number {
  return deployment?.status?.readyReplicas ?? 0;
}

function nameOf({ metadata }: Pick<Pod, "metadata"> | LocustObject): string {
  return metadata?.name ?? "";
}
