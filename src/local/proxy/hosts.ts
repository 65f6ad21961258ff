import type { HttpRoute } from "../../routing/httpRoute.ts";
import { serviceHost } from "../../routing/serviceHost.ts";

/** The hosts that the proxy knows. Replaced as a whole when a file changes. */
export interface Hosts {
  /** Ordered routes, by host. */
  routes: ReadonlyMap<string, HttpRoute[]>;
  /** Local URL of a host's service: `http://127.0.0.1:4010`. */
  urls: ReadonlyMap<string, URL>;
}

/**
 * Returns the host that a request means, in the form in which `hosts` contains it, or undefined if it is unknown. A
 * Service may be called by its short name (`payments.shop`). `.localhost` may be appended to any host: browsers resolve
 * it to this machine.
 */
export function knownHost(hosts: Hosts, header: string): string | undefined {
  const name = header.toLowerCase().replace(/:\d+$/, "");
  const plain = name.replace(/\.localhost$/, "");
  return [name, plain, serviceHost(plain)].find(
    (host) => host !== undefined && (hosts.routes.has(host) || hosts.urls.has(host)),
  );
}

/** Returns the routes of a known host. By default, a host leads to its own service. */
export function routesOf(hosts: Hosts, host: string): HttpRoute[] {
  return hosts.routes.get(host) ?? [{ name: "default", route: [{ destination: { host } }] }];
}
