import { escapeRegex } from "../../openapi/table/pattern.ts";
import { emptyEntry, type LogEntry } from "./formats/logFormat.ts";

/**
 * Which side of a service wrote a line, so far as the line says it: the service's own sidecar, or whoever called it (a
 * caller's sidecar, a gateway, a load balancer). In a log of a whole mesh each request has a line by either. `inbound`
 * lines are by the sidecar of a service whose name is not in them, and `elsewhere` are those about other services, or
 * about an unknown one.
 */
export type Side = "own" | "callers" | "inbound" | "elsewhere";

/**
 * Returns a function that tells whose request a line is about. A host means the service if it is one of `hosts`, or
 * begins with one and a point: `payments` is also `payments.shop.svc.cluster.local`.
 */
export function sideOf(hosts: readonly string[]): (entry: LogEntry) => Side {
  const names = hosts.map(escapeRegex).join("|");
  const service = new RegExp(`^(?:${names})(?:[.:]|$)`, "i");
  // ingress-nginx joins namespace, Service and port: `shop-payments-8080`.
  const ingressUpstream = new RegExp(`-(?:${names})-[^-]+$`, "i");
  return remembered(({ host, upstream, serverName }) => {
    if (upstream.startsWith("inbound|")) {
      // Sidecars name the Service that they call in the TLS connection.
      return service.test(meshHost(serverName)) || service.test(host) ? "own" : "inbound";
    }
    if (upstream.includes("|")) return service.test(meshHost(upstream)) ? "callers" : "elsewhere";
    return service.test(host) || ingressUpstream.test(upstream) ? "callers" : "elsewhere";
  });
}

/** Neighbouring lines are often about the same host. */
function remembered(side: (entry: LogEntry) => Side): (entry: LogEntry) => Side {
  let last = { host: "", upstream: "", serverName: "", side: side(emptyEntry()) };
  return (entry) => {
    const { host, upstream, serverName } = entry;
    const isSame =
      host === last.host && upstream === last.upstream && serverName === last.serverName;
    if (!isSame) last = { host, upstream, serverName, side: side(entry) };
    return last.side;
  };
}

/** Returns the host in `outbound|80|v1|payments.shop.svc.cluster.local` or `outbound_.80_.v1_.payments.shop…`. */
function meshHost(name: string): string {
  const parts = name.split(/\||_\./);
  return parts.at(-1) ?? "";
}
