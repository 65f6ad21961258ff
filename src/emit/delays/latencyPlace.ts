import type { ServiceConfig } from "../../campaign/campaign.ts";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import type { LatencyPlan } from "../../latency/plan.ts";

/** The delays that the callers' sidecars make. */
export function meshPlan({ config, plan }: LoadedMock): LatencyPlan {
  return delaysInMesh(config) ? plan : { routes: {} };
}

/** The delays that the mock makes by itself: all of them where the mesh makes none. Faults are always its own. */
export function mockPlan({ config, plan }: LoadedMock): LatencyPlan {
  if (!delaysInMesh(config)) return plan;
  return { routes: {}, ...(plan.faults && { faults: plan.faults }) };
}

function delaysInMesh({ istio, latency }: ServiceConfig): boolean {
  return istio.enabled && latency.inject === "mesh";
}
