import type { Problem } from "../problem.ts";
import { ROUTE_PORT } from "./annotations.ts";
import type { Entry } from "./entry.ts";
import { serviceHost, shortName } from "./serviceHost.ts";

/** The fields of a Service that decide whether a sidecar can send another Service's requests to it. */
export interface ServicePorts {
  metadata: { name: string; namespace: string };
  spec?: { type?: string; clusterIP?: string; ports?: { port: number }[] };
}

/**
 * Returns a problem for each entry that no sidecar can follow. A sidecar sends a request for a headless Service to the
 * pod that the caller chose. For a destination without a port, it keeps the port that the request was sent to
 * (`convertResolution` in cluster.go and `BuildSidecarOutboundVirtualHosts` in httproute.go, istio's
 * pilot/pkg/networking/core). Services that do not exist are skipped.
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
      const what = `${name} is headless: sidecars send its requests to the pod that the caller chose, which is a pod of ${shortName(origin)}`;
      return [{ where: from, what, fix: "Name a Service with an address." }];
    }
    const [own, others] = [portsOf(service), portsOf(byHost.get(origin))];
    const listens =
      port === undefined ? own.some((one) => others.includes(one)) : own.includes(port);
    if (listens || own.length === 0 || others.length === 0) return [];
    const asked = port === undefined ? `${others.join(", ")} of ${shortName(origin)}` : port;
    const what = `${name} has the port ${own.join(", ")}, but requests arrive for ${asked}`;
    const fix = `Add the port to the host ("${name}:${own[0]}"), or write it as the annotation ${ROUTE_PORT}.`;
    return [{ where: from, what, fix }];
  });
}

function portsOf({ ports = [] }: NonNullable<ServicePorts["spec"]> = {}): number[] {
  return ports.map(({ port }) => port);
}
