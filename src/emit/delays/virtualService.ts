import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import { mockLabels } from "../common/labels.ts";
import { httpRoutes } from "./httpRoutes.ts";
import { meshPlan } from "./latencyPlace.ts";

/**
 * Returns the VirtualService of the mock's host, with the delays that the mesh makes and the host at a gateway. Returns
 * undefined if there are neither.
 */
export function mockVirtualService(mock: LoadedMock): IVirtualService | undefined {
  const { config, table } = mock;
  const { istio, expose } = config;
  const plan = meshPlan(mock);
  const delays = plan.default !== undefined || Object.keys(plan.routes).length > 0;
  if (!istio.enabled || (!delays && expose === undefined)) return undefined;
  const { resource, namespace, host } = mockNames(config);
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: resource, namespace, labels: mockLabels(config, resource) },
    spec: {
      hosts: expose === undefined ? [host] : [host, expose.host],
      ...(expose === undefined ? {} : { gateways: ["mesh", expose.gateway] }),
      http: httpRoutes(config, table, plan, host),
    },
  };
}
