import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { isNotMade, type PodWarning } from "../../cluster/pods/podTrouble.ts";
import { httpMaster } from "../observe/httpMaster.ts";
import type { Master } from "../observe/master.ts";
import { LOADTEST_PORTS } from "../places.ts";
import { listPath } from "./objects.ts";
import { ownSelector, type Place } from "./place.ts";
import { askPlainLocust, isPlain } from "./plainLocust.ts";
import { readList } from "./read.ts";
import type { Seen } from "./readiness.ts";

export function ownPods(place: Place): Promise<Pod[]> {
  return readList(place, `${listPath("Pod", place.file.names.namespace)}?${ownSelector(place)}`);
}

export function ownDeployments(place: Place): Promise<Deployment[]> {
  const path = listPath("Deployment", place.file.names.namespace);
  return readList(place, `${path}?${ownSelector(place)}`);
}

/** Returns what the cluster and the master say now. */
export async function look(place: Place): Promise<Seen> {
  const [pods, deployments] = await Promise.all([ownPods(place), ownDeployments(place)]);
  // Only events tell what a container waits for that is not begun.
  const warnings = pods.some(isNotBegun) ? await podWarnings(place) : [];
  const pod = masterPod(place, pods);
  const host = hostOf(pod);
  if (host !== undefined && isPlain(pod?.spec, place.file.names)) {
    const plain = await askPlainLocust(host);
    return { pods, deployments, warnings, master: undefined, plain };
  }
  const master = await masterIn(place, pods)
    ?.state()
    .catch(() => undefined);
  return { pods, deployments, warnings, master };
}

function isNotBegun({ status }: Pod): boolean {
  return status?.phase === "Pending";
}

async function podWarnings(place: Place): Promise<PodWarning[]> {
  const query = "fieldSelector=type%3DWarning%2CinvolvedObject.kind%3DPod";
  const path = `/api/v1/namespaces/${place.file.names.namespace}/events?${query}`;
  const warnings = await readList<PodWarning>(place, path);
  return warnings.filter(isNotMade);
}

/** Returns the master among the pods, by its address: its Service may be edited. Returns undefined if it has none yet. */
export function masterIn(place: Place, pods: readonly Pod[]): Master | undefined {
  const host = hostOf(masterPod(place, pods));
  return host === undefined ? undefined : httpMaster(`http://${host}:${LOADTEST_PORTS.master}`);
}

function masterPod({ file }: Place, pods: readonly Pod[]): Pod | undefined {
  return pods.find(({ metadata }) => metadata?.name === file.names.master);
}

/** Returns a pod's address for URLs, or undefined if it does not run. */
function hostOf(pod: Pod | undefined): string | undefined {
  const isThere = pod?.metadata?.deletionTimestamp === undefined;
  const ip = isThere ? pod?.status?.podIP : undefined;
  if (ip === undefined || pod?.status?.phase !== "Running") return undefined;
  return ip.includes(":") ? `[${ip}]` : ip;
}
