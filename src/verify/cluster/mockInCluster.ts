import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import type { FoundMock } from "../prepare.ts";
import type { AskedMock } from "../questions.ts";
import type { ClusterRun } from "./runInCluster.ts";

/** Returns a mock at the address that callers in the cluster have. */
export function mockInCluster(
  config: ServiceConfig,
  mock: Pick<AskedMock, "service" | "table" | "latency">,
): FoundMock {
  return {
    ...mock,
    url: `http://${mockNames(config).host}:${config.ports.service}`,
    makes: config.istio.enabled ? config.latency.inject : "mock",
    ...(config.engine === "prism" && { isUnnamed: true }),
  };
}

/**
 * Returns where a Job asks mocks from: beside the first one that is in the mesh, through a sidecar, or beside the first
 * one if none is. Undefined without mocks.
 */
export function askedFrom(
  configs: readonly ServiceConfig[],
): Pick<ClusterRun, "mock" | "isInMesh"> | undefined {
  const config = configs.find(({ istio }) => istio.enabled) ?? configs[0];
  if (config === undefined) return undefined;
  const { resource, namespace } = mockNames(config);
  return { mock: { name: resource, namespace }, isInMesh: config.istio.enabled };
}
