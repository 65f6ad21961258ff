import type { KubeConfig } from "@kubernetes/client-node";
import type { Problem } from "../problem.ts";
import type { Declared } from "./declaredObjects.ts";
import { pathOf, type ResourceKind } from "./listObjects.ts";
import { getPath } from "./request.ts";

/** A Deployment of the stack whose pods are not all there. */
export interface PodTrouble {
  where: string;
  namespace: string;
  deployment: string;
  /** What its events say, the newest of each reason: `FailedCreate: … is forbidden: exceeded quota`. */
  events: string[];
}

interface Event {
  reason?: string;
  message?: string;
  involvedObject: { kind?: string; name?: string };
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
      if (waiting.length === 0) return [];
      const events = await list<Event>(
        kubeConfig,
        { group: "", resource: "events", namespace },
        "?fieldSelector=type%3DWarning",
      );
      return waiting.map(({ where, object }) => {
        const deployment = object.metadata?.name ?? "";
        return { where, namespace, deployment, events: eventsOf(events, deployment) };
      });
    }),
  );
  return troubles.flat().filter(({ events }) => events.length > 0);
}

/** Returns a warning for each Deployment that waits for its pods. */
export function podTroubles(troubles: readonly PodTrouble[]): Problem[] {
  return troubles.map(({ where, namespace, deployment, events }) => ({
    where,
    what: `the pods of Deployment ${namespace}/${deployment} are not ready: ${events.join("; ")}`,
  }));
}

function isWaiting(found: readonly Found[], name: string | undefined): boolean {
  return found.some(
    ({ metadata, spec, status }) =>
      metadata.name === name && (status?.availableReplicas ?? 0) < (spec?.replicas ?? 1),
  );
}

/** How many hashes follow a Deployment's name. */
const HASHES: Record<string, number> = { ReplicaSet: 1, Pod: 2 };

/** Returns the newest event of each reason. */
function eventsOf(events: readonly Event[], deployment: string): string[] {
  const own = events
    .filter(({ involvedObject: { kind = "", name = "" } }) => {
      const hashes = HASHES[kind];
      return hashes !== undefined && name.split("-").slice(0, -hashes).join("-") === deployment;
    })
    .toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
  const newest = new Map(own.map((event) => [event.reason, event]));
  return [...newest.values()].map(({ reason, message = "" }) =>
    `${reason}: ${message.trim()}`.replace(/\.$/, ""),
  );
}

function timeOf({ lastTimestamp, eventTime }: Event): string {
  return lastTimestamp ?? eventTime ?? "";
}

async function list<T>(kubeConfig: KubeConfig, kind: ResourceKind, query = ""): Promise<T[]> {
  const { status, text } = await getPath(kubeConfig, pathOf(kind) + query);
  if (status !== 200) return [];
  const { items = [] }: { items?: T[] } = JSON.parse(text);
  return items;
}
