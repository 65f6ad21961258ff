import type { HttpRoute } from "../../routing/httpRoute.ts";
import { serviceHost } from "../../routing/serviceHost.ts";

/** What the proxy knows of hosts; replaced whole when a file changes. */
export interface Hosts {
  /** The ordered routes of each host that has some. */
  routes: ReadonlyMap<string, HttpRoute[]>;
  /** Where a host's service answers on this machine: `http://127.0.0.1:4010`. */
  urls: ReadonlyMap<string, URL>;
}

/**
 * The host that a request means, in the form in which `hosts` has it. A Service may be called by its short name
 * (`payments.shop`), and every host with `.localhost` behind it, which browsers take to this machine.
 */
export function knownHost(hosts: Hosts, header: string): string | undefined {
  const name = header.toLowerCase().replace(/:\d+$/, "");
  const plain = name.replace(/\.localhost$/, "");
  return [name, plain, serviceHost(plain)].find(
    (host) => host !== undefined && (hosts.routes.has(host) || hosts.urls.has(host)),
  );
}

/** The routes of a known host; one that has none of its own leads to its own service. */
export function routesOf(hosts: Hosts, host: string): HttpRoute[] {
  return hosts.routes.get(host) ?? [{ name: "default", route: [{ destination: { host } }] }];
}
