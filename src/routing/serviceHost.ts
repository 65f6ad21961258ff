import { isInput } from "../slots.ts";

/** What Kubernetes puts behind `<service>.<namespace>`; other cluster domains are not known here. */
const DOMAIN = ".svc.cluster.local";

/**
 * Full name of a Service: of `payments.shop`, of `payments` with a namespace, or of a full name itself.
 * Undefined where the text is none of these.
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

/** The two parts of a Service's full name. */
export function serviceOf(host: string): { service: string; namespace: string } {
  const [service = "", namespace = ""] = host.split(".");
  return { service, namespace };
}

/** A Service's full name without the cluster's domain: `payments.shop`. Any other host is as it is. */
export function shortName(host: string): string {
  return host.endsWith(DOMAIN) ? host.slice(0, -DOMAIN.length) : host;
}

/** DNS label of RFC 1123, or the slot of one that is known only later. */
function isLabel(text: string): boolean {
  return isInput(text) || /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
}
