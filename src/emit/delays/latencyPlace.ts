import type { ServiceConfig } from "../../campaign/campaign.ts";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import type { LatencyPlan } from "../../latency/plan.ts";

/** Returns the delays that the callers' sidecars make. */
export function meshPlan({ config, plan }: LoadedMock): LatencyPlan {
  return delaysInMesh(config) ? plan : { routes: {} };
}

/**
 * Returns the delays that the mock makes itself: all of them if the mesh makes none. The mock always makes the faults.
 */
export function mockPlan({ config, plan }: LoadedMock): LatencyPlan {
  if (!delaysInMesh(config)) return plan;
  return { routes: {}, ...(plan.faults && { faults: plan.faults }) };
}

function delaysInMesh({ istio, latency }: ServiceConfig): boolean {
  return istio.enabled && latency.inject === "mesh";
}
