import type { ServiceConfig } from "./campaign.ts";
import { mockNames } from "./mockNames.ts";

/** Hosts at which a mock answers. */
export interface MockHosts {
  /** Its own: its Service's full name, and a host at a gateway. */
  hosts: string[];
  /** Hosts of real services, all of whose requests it answers instead. */
  replaces: string[];
}

/**
 * Returns the hosts at which a service's mock answers. A host of which it replaces only some routes is not among them,
 * because its other requests reach the real service; nor is one that it replaces for another route key.
 *
 * @param key route key of all requests
 */
export function mockHosts(config: ServiceConfig, key: string | undefined): MockHosts {
  const { expose, replaces } = config;
  const isWhole =
    replaces !== undefined &&
    replaces.routes === undefined &&
    (replaces.when === undefined || replaces.when.key === key);
  return {
    hosts: [mockNames(config).host, ...(expose === undefined ? [] : [expose.host])],
    replaces: isWhole ? [replaces.host] : [],
  };
}
