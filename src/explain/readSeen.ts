import type { KubeConfig } from "@kubernetes/client-node";
import type { Event, Pod } from "kubernetes-types/core/v1.d.ts";
import { labelQuery, listObjects, type ResourceKind } from "../cluster/listObjects.ts";
import type { Problem } from "../problem.ts";
import { ROUTE_KEY } from "../routing/annotations.ts";
import type { EndpointSlice, FoundVirtualService, Listed, Seen, SeenNamespace } from "./seen.ts";

const WARNINGS = "?fieldSelector=type%3DWarning%2CinvolvedObject.kind%3DPod";

/** Reads what lies in the cluster for copies with a key in these namespaces, beside what a round reads. */
export async function readSeen(
  kubeConfig: KubeConfig,
  key: string,
  namespaces: readonly string[],
): Promise<Seen> {
  const list = async <T>(kind: ResourceKind, query = ""): Promise<Listed<T>> => {
    const problems: Problem[] = [];
    const all = await listObjects<T>(kubeConfig, kind, problems, query);
    return problems[0] ?? all ?? [];
  };
  const look = async (namespace: string): Promise<SeenNamespace> => {
    const [pods, events, slices] = await Promise.all([
      list<Pod>({ group: "", resource: "pods", namespace }, `?${labelQuery({ [ROUTE_KEY]: key })}`),
      list<Event>({ group: "", resource: "events", namespace }, WARNINGS),
      list<EndpointSlice>({ group: "discovery.k8s.io", resource: "endpointslices", namespace }),
    ]);
    const warnings = "where" in events ? events : events.toSorted(byTime);
    return { pods, warnings, slices };
  };
  const [virtualServices, ...seen] = await Promise.all([
    list<FoundVirtualService>({ group: "networking.istio.io", resource: "virtualservices" }),
    ...namespaces.map(async (name) => [name, await look(name)] as const),
  ]);
  return { virtualServices, namespaces: new Map(seen) };
}

function byTime(a: Event, b: Event): number {
  return timeOf(a) < timeOf(b) ? -1 : 1;
}

function timeOf({ lastTimestamp, eventTime, metadata }: Event): string {
  return lastTimestamp ?? eventTime ?? metadata?.creationTimestamp ?? "";
}
