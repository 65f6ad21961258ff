import type { Problem } from "../problem.ts";
import { ROUTE_PORT } from "../routing/annotations.ts";
import type { Entry } from "../routing/entry.ts";
import { serviceHost, shortName } from "../routing/serviceHost.ts";

/** What of a Service decides whether a sidecar can send another's requests to it. */
export interface ServicePorts {
  metadata: { name: string; namespace: string };
  spec?: { clusterIP?: string; ports?: { port: number }[] };
}

/**
 * Entries that no sidecar can follow. It sends requests for a headless Service to the pod that the caller chose, and
 * takes a destination without a port to have the one that the request was sent to (`convertResolution` in cluster.go and
 * `BuildSidecarOutboundVirtualHosts` in httproute.go, istio's pilot/pkg/networking/core). Services that are not there
 * are passed over.
 */
export function destinationProblems(
  entries: readonly Entry[],
  services: readonly ServicePorts[],
): Problem[] {
  const byHost = new Map(
    services.map(({ metadata, spec }) => [serviceHost(metadata.name, metadata.namespace), spec]),
  );
  return entries.flatMap(({ origin, destination: { host, port }, from }) => {
    const service = byHost.get(host);
    if (service === undefined || host === origin) return [];
    const name = shortName(host);
    if (service.clusterIP === "None") {
      const what = `${name} is headless: sidecars send its requests to the pod that the caller chose, which is one of ${shortName(origin)}`;
      return [{ where: from, what, fix: "Name a Service with an address." }];
    }
    const [own, others] = [portsOf(service), portsOf(byHost.get(origin))];
    const listens =
      port === undefined ? own.some((one) => others.includes(one)) : own.includes(port);
    if (listens || own.length === 0 || others.length === 0) return [];
    const asked = port === undefined ? `${others.join(", ")} of ${shortName(origin)}` : port;
    const what = `${name} has the port ${own.join(", ")}, and requests come for ${asked}`;
    const fix = `Write the port to the host ("${name}:${own[0]}"), or as the annotation ${ROUTE_PORT}.`;
    return [{ where: from, what, fix }];
  });
}

function portsOf({ ports = [] }: NonNullable<ServicePorts["spec"]> = {}): number[] {
  return ports.map(({ port }) => port);
}
