import { hostName } from "../hostName.ts";
import type { FoundHost } from "./foundHost.ts";

/** The answer of Envoy's admin interface to `/clusters?format=json`, as far as the guard reads it. */
export interface EnvoyClusters {
  cluster_statuses?: {
    name: string;
    host_statuses?: {
      address?: { socket_address?: { address?: string; port_value?: number } };
      stats?: { name?: string; value?: string | number }[];
    }[];
  }[];
}

/** How often an Envoy called one endpoint of a host. */
export interface EnvoyCalls {
  host: string;
  /** `10.0.0.7:8080` */
  endpoint: string;
  count: number;
  /** No Service and no ServiceEntry has this address: the host is the address itself. */
  isPassthrough: boolean;
}

/** Returns what an Envoy called on behalf of its pod since it was started, with all hosts that it knows. */
export function callsOf({ cluster_statuses = [] }: EnvoyClusters): EnvoyCalls[] {
  return cluster_statuses.flatMap(({ name, host_statuses = [] }) => {
    const isPassthrough = name === "PassthroughCluster";
    const host = isPassthrough ? "" : hostOfCluster(name);
    if (host === undefined) return [];
    return host_statuses.map(({ address: { socket_address = {} } = {}, stats = [] }) => {
      const { address = "", port_value = 0 } = socket_address;
      const count = (wanted: string) =>
        Number(stats.find((stat) => stat.name === wanted)?.value ?? 0);
      return {
        host: isPassthrough ? hostName(address, "") : host,
        endpoint: `${address}:${port_value}`,
        // TCP has connections and no requests. Of HTTP/2, one connection has many.
        count: Math.max(count("rq_total"), count("cx_total")),
        isPassthrough,
      };
    });
  });
}

/** Returns all hosts to which an Envoy can send requests by their names. */
export function hostsKnownBy({ cluster_statuses = [] }: EnvoyClusters): string[] {
  return [...new Set(cluster_statuses.flatMap(({ name }) => hostOfCluster(name) ?? []))];
}

/** Returns the host of `outbound|443||stripe.com`, or undefined if the cluster is not for requests of the pod. */
function hostOfCluster(name: string): string | undefined {
  const [direction, , , host] = name.split("|");
  return direction === "outbound" && host !== undefined ? hostName(host, "") : undefined;
}

/** The calls of all watched Envoys by pod, cluster's host and endpoint. */
export type Calls = ReadonlyMap<string, EnvoyCalls & { pod: string }>;

export function callsByPlace(calls: readonly (EnvoyCalls & { pod: string })[]): Calls {
  const places = new Map<string, EnvoyCalls & { pod: string }>();
  for (const one of calls) {
    // A host has a cluster for each port and subset, and may have an endpoint in several of them.
    const place = `${one.pod} ${one.host} ${one.endpoint}`;
    places.set(place, { ...one, count: one.count + (places.get(place)?.count ?? 0) });
  }
  return places;
}

/**
 * Returns the hosts that were called between two looks. Without the first look, all calls count. An endpoint whose count
 * fell is a new one with the same address.
 *
 * @param servicesByAddress full names of Services, by their addresses
 */
export function calledSince(
  before: Calls | undefined,
  now: Calls,
  servicesByAddress: ReadonlyMap<string, string>,
): FoundHost[] {
  const callers = new Map<string, { pods: Set<string>; isUnnamed: boolean }>();
  for (const [place, { pod, host: called, count, isPassthrough }] of now) {
    const last = before?.get(place)?.count ?? 0;
    if (count === 0 || count === last) continue;
    const service = isPassthrough ? servicesByAddress.get(called) : undefined;
    const host = service ?? called;
    const isUnnamed = isPassthrough && service === undefined;
    const known = callers.get(host) ?? { pods: new Set(), isUnnamed };
    known.pods.add(pod);
    callers.set(host, known);
  }
  return [...callers].map(([host, { pods, isUnnamed }]) => ({
    host,
    foundIn: seenBy([...pods].sort()) + (isUnnamed ? ", to an address without a ServiceEntry" : ""),
    ...(before && { isCalled: true }),
  }));
}

function seenBy([first = "", ...others]: string[]): string {
  if (others.length === 0) return `request seen by ${first}'s Envoy`;
  const rest = others.length === 1 ? "another pod" : `${others.length} other pods`;
  return `requests seen by the Envoys of ${first} and ${rest}`;
}
