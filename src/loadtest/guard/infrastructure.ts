import { isIP } from "node:net";

/** Services of every cluster with Istio. They take no part in what is tested. */
const SERVICES = new Map([
  ["kubernetes.default.svc.cluster.local", "Kubernetes' API"],
  ["kube-dns.kube-system.svc.cluster.local", "DNS"],
  ["coredns.kube-system.svc.cluster.local", "DNS"],
  ["node-local-dns.kube-system.svc.cluster.local", "DNS"],
  ["zipkin.istio-system.svc.cluster.local", "traces of the mesh"],
  ["jaeger-collector.istio-system.svc.cluster.local", "traces of the mesh"],
  ["metadata.google.internal", "the cloud's metadata"],
]);

/** Returns what a host is that each service may call, or undefined if it is none: itself, DNS, Kubernetes, istiod, the
 * cloud's metadata. */
export function infrastructure(host: string): string | undefined {
  if (isOwn(host)) return "the pod itself";
  if (host.startsWith("169.254.")) return "the cloud's metadata";
  if (/^istiod(-[a-z0-9-]+)?\.istio-system\.svc(\.cluster\.local)?$/.test(host)) return "istiod";
  return SERVICES.get(host) ?? SERVICES.get(`${host}.svc.cluster.local`);
}

function isOwn(host: string): boolean {
  if (host === "localhost" || host === "::1" || host === "::" || host === "0.0.0.0") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}

/** Returns whether a variable of the environment names a collector of traces, metrics or logs, by its standard name. */
export function isTelemetryVariable(name: string): boolean {
  return /^OTEL_EXPORTER_[A-Z_]*ENDPOINT$|^DD_(AGENT_HOST|TRACE_AGENT_(URL|HOSTNAME)|DOGSTATSD_(URL|HOST))$/.test(
    name,
  );
}
