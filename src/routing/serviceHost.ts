import { isInput } from "../slots.ts";

/** What Kubernetes appends to `<service>.<namespace>`. Other cluster domains are not supported here. */
const DOMAIN = ".svc.cluster.local";

/**
 * Returns the full name of a Service. The text may be `payments.shop`, `payments` if a namespace is given, or a full
 * name. Returns undefined if it is something else.
 */
export function serviceHost(text: string, namespace?: string): string | undefined {
  const name = text.endsWith(DOMAIN) ? text.slice(0, -DOMAIN.length) : text;
  const [service = "", ownNamespace = namespace ?? "", ...rest] = name.split(".");
  const isFull = name !== text;
  if (rest.length > 0 || (isFull && !name.includes("."))) return undefined;
  return isLabel(service) && isLabel(ownNamespace)
    ? `${service}.${ownNamespace}${DOMAIN}`
    : undefined;
}

/** Returns the two parts of a Service's full name. */
export function serviceOf(host: string): { service: string; namespace: string } {
  const [service = "", namespace = ""] = host.split(".");
  return { service, namespace };
}

/**
 * Returns a Service's full name without the cluster's domain: `payments.shop`. Any other host is returned unchanged.
 */
export function shortName(host: string): string {
  return host.endsWith(DOMAIN) ? host.slice(0, -DOMAIN.length) : host;
}

/** Accepts a DNS label (RFC 1123), or the slot of a value that is known only later. */
function isLabel(text: string): boolean {
  return isInput(text) || /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
}
