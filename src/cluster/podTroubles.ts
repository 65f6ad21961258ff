import type { KubeConfig } from "@kubernetes/client-node";
import type { Problem } from "../problem.ts";
import type { Declared } from "./declaredObjects.ts";
import { pathOf, type ResourceKind } from "./listObjects.ts";
import { getPath } from "./request.ts";

/** A Deployment or Job of the stack whose pods are not all there. */
export interface PodTrouble {
  where: string;
  kind: string;
  namespace: string;
  name: string;
  /** What its events say, the newest of each reason: `FailedCreate: … is forbidden: exceeded quota`. */
  events: string[];
  /** For how many seconds each of them has been told again and again; 0 after one attempt. */
  seconds: number[];
}

interface Event {
  reason?: string;
  message?: string;
  involvedObject: { kind?: string; name?: string };
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  eventTime?: string | null;
}

interface Found {
  metadata: { name: string };
  spec?: { replicas?: number };
  status?: { availableReplicas?: number };
}

/**
 * Returns what keeps the pods of a stack's Deployments from being ready, as their events and those of their ReplicaSets
 * tell. Pulumi only says that it waited in vain. Nothing is told where the user may not list events.
 */
export async function readPodTroubles(
  kubeConfig: KubeConfig,
  declared: readonly Declared[],
): Promise<PodTrouble[]> {
  const deployments = declared.filter(({ object }) => object.kind === "Deployment");
  const byNamespace = Map.groupBy(deployments, ({ object }) => object.metadata?.namespace ?? "");
  const troubles = await Promise.all(
    [...byNamespace].map(async ([namespace, all]) => {
      const kind = { group: "apps", resource: "deployments", namespace };
      const found = await list<Found>(kubeConfig, kind);
      const waiting = all.filter(({ object }) => isWaiting(found, object.metadata?.name));
      return waiting.length === 0 ? [] : readPodEvents(kubeConfig, namespace, waiting);
    }),
  );
  return troubles.flat();
}

/**
 * Returns what the events of Deployments and Jobs of one namespace tell about their pods, ready or not.
 *
 * @param since RFC 3339; older events may be those of others that had the same names
 */
export async function readPodEvents(
  kubeConfig: KubeConfig,
  namespace: string,
  declared: readonly Declared[],
  since?: string,
): Promise<PodTrouble[]> {
  const kind = { group: "", resource: "events", namespace };
  const all = await list<Event>(kubeConfig, kind, "?fieldSelector=type%3DWarning");
  const events = all.filter(
    (event) => since === undefined || Date.parse(timeOf(event)) >= Date.parse(since),
  );
  return declared
    .map(({ where, object: { kind = "", metadata } }) => {
      const name = metadata?.name ?? "";
      return { where, kind, namespace, name, ...eventsOf(events, kind, name) };
    })
    .filter(({ events }) => events.length > 0);
}

/** Returns a problem for each Deployment or Job that waits for its pods. */
export function podTroubles(troubles: readonly PodTrouble[]): Problem[] {
  return troubles.map(({ where, kind, namespace, name, events }) => ({
    where,
    what: `the pods of ${kind} ${namespace}/${name} are not ready: ${events.join("; ")}`,
  }));
}

function isWaiting(found: readonly Found[], name: string | undefined): boolean {
  return found.some(
    ({ metadata, spec, status }) =>
      metadata.name === name && (status?.availableReplicas ?? 0) < (spec?.replicas ?? 1),
  );
}

/** How many hashes follow the name of a Deployment or Job in the names of what it makes. */
const HASHES: Record<string, Record<string, number>> = {
  Deployment: { ReplicaSet: 1, Pod: 2 },
  Job: { Job: 0, Pod: 1 },
};

/** What the kubelet says of a container beside the event that tells the reason: `Error: ErrImagePull`. */
const REPEATED = /^Error: \w+$/;

/** The API server joins events that differ only in the pod's name. */
const COMBINED = /^\(combined from similar events\): /;

/** Returns the newest event of each reason, and for how long that reason has been told. */
function eventsOf(
  events: readonly Event[],
  maker: string,
  makerName: string,
): Pick<PodTrouble, "events" | "seconds"> {
  const own = events
    .filter(({ message = "", involvedObject: { kind = "", name = "" } }) => {
      const hashes = HASHES[maker]?.[kind];
      if (hashes === undefined || REPEATED.test(message)) return false;
      const parts = name.split("-");
      return parts.slice(0, parts.length - hashes).join("-") === makerName;
    })
    .toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
  const reasons = [...Map.groupBy(own, ({ reason }) => reason).values()];
  // A reason stands where its first event does.
  return {
    events: reasons.map((all) => textOf(all.at(-1))),
    seconds: reasons.map((all) => {
      const first = Math.min(
        ...all.map((event) => Date.parse(event.firstTimestamp ?? timeOf(event))),
      );
      return (Date.parse(timeOf(all.at(-1))) - first) / 1000;
    }),
  };
}

function textOf({ reason, message = "" }: Partial<Event> = {}): string {
  return `${reason}: ${message.replace(COMBINED, "").trim()}`.replace(/\.$/, "");
}

function timeOf({ lastTimestamp, eventTime }: Partial<Event> = {}): string {
  return lastTimestamp ?? eventTime ?? "";
}

async function list<T>(kubeConfig: KubeConfig, kind: ResourceKind, query = ""): Promise<T[]> {
  const { status, text } = await getPath(kubeConfig, pathOf(kind) + query);
  if (status !== 200) return [];
  const { items = [] }: { items?: T[] } = JSON.parse(text);
  return items;
}
