import { createHash } from "node:crypto";
import type { ServiceConfig } from "./campaign.ts";
import type { LoadedMock } from "./loadMocks.ts";
import { mockNames } from "./mockNames.ts";

/** A Deployment's pods, and the mocks that they serve: one, or all of a namespace that share their pods. */
export interface MockPods {
  /** Of the one mock, or what the mocks have in common. Its name is that of the pods. */
  config: ServiceConfig;
  /** In the order of their names. */
  mocks: LoadedMock[];
}

/**
 * Returns what mocks of shared pods have in common, as the settings of a service: `mocks-shop` has the Deployment and the
 * repository `mocks-shop-prism-mock`.
 */
export function sharedConfig(config: ServiceConfig): ServiceConfig {
  const name = `mocks-${config.namespace}`;
  return {
    ...config,
    name,
    ...(config.tags && { tags: { ...config.tags, service: name } }),
  };
}

/** Returns a mock as the only one of its pods. */
export function ownPods(mock: LoadedMock): MockPods {
  return { config: mock.config, mocks: [mock] };
}

/** Returns the settings whose name the pods of a mock have: its own, or those of shared pods. */
export function podsConfig(config: ServiceConfig): ServiceConfig {
  return config.pods === "shared" ? sharedConfig(config) : config;
}

/** Returns the pods that several mocks share, one for each namespace and end of names. */
export function sharedPods(mocks: readonly LoadedMock[]): MockPods[] {
  const sharing = mocks
    .filter(({ config }) => config.pods === "shared")
    .sort((a, b) => (a.config.name < b.config.name ? -1 : 1));
  const groups = Map.groupBy(sharing, ({ config }) => mockNames(sharedConfig(config)).host);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ config: sharedConfig(first.config), mocks: group }];
  });
}

/**
 * Returns the name of a mock's port in shared pods. Services refer to it by name: while the pods of an update are
 * replaced, old and new ones may have different numbers for it. A port's name has at most 15 characters.
 */
export function portName({ name }: ServiceConfig): string {
  return `mock-${createHash("sha256").update(name).digest("hex").slice(0, 10)}`;
}

/** Returns the number of a mock's port in shared pods. `ports.container` is that of the server itself. */
export function portNumber({ ports }: ServiceConfig, index: number): number {
  return ports.container + 1 + index;
}
