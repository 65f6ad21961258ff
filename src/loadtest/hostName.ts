import { isIP } from "node:net";
import { serviceHost } from "../routing/serviceHost.ts";

/** What Kubernetes appends to `<service>.<namespace>`. */
const DOMAIN = ".svc.cluster.local";

/**
 * Returns a host in one spelling: lower case, without brackets and a dot at the end. A single word is a Service of the
 * namespace, as DNS completes it, and `payments.shop.svc` gets its full name. `payments.shop` stays, because `stripe.com`
 * has the same form.
 */
export function hostName(text: string, namespace: string): string {
  const host = text
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^\[|\]$/g, "");
  if (isIP(host) === 6) return new URL(`http://[${host.split("%")[0]}]`).hostname.slice(1, -1);
  if (isIP(host) === 4 || host === "localhost" || host.startsWith("*")) return host;
  if (!host.includes(".")) return `${host}.${namespace}${DOMAIN}`;
  return host.endsWith(".svc") ? `${host}.cluster.local` : host;
}

/** Returns whether two hosts in one spelling are the same: `payments.shop` is also the Service's full name. */
export function isSameHost(one: string, other: string): boolean {
  return one === other || fullName(one) === other || one === fullName(other);
}

/** Returns a host of two words as a Service's full name, and any other host unchanged. */
export function fullName(host: string): string {
  return (isIP(host) === 0 && serviceHost(host)) || host;
}

/**
 * Returns whether an entry of the list allows a host: the host itself, or `*.` and what it ends with. The namespace
 * completes an entry of one word.
 */
export function allows(entry: string, host: string, namespace: string): boolean {
  const pattern = hostName(withoutPort(entry), namespace);
  if (!pattern.startsWith("*.")) return isSameHost(pattern, host);
  const end = pattern.slice(1);
  if (pattern === host || host.endsWith(end)) return true;
  // `*.shop` also means the full names of the Services in shop, and `*.shop.svc.cluster.local` their short ones. All
  // Services, `*.svc.cluster.local`, must not mean each host of two words.
  const isNamespace = end.endsWith(DOMAIN) && end !== DOMAIN;
  if (isNamespace) return fullName(host).endsWith(end);
  return host.endsWith(DOMAIN) && host.slice(0, -DOMAIN.length).endsWith(end);
}

function withoutPort(entry: string): string {
  return isIP(entry) === 6 ? entry : entry.replace(/:\d+$/, "");
}
