import type { LoadedMock } from "../../campaign/loadMocks.ts";
import { shareLoads } from "../../latency/shareLoads.ts";
import type { Mock } from "../../mock/mock.ts";
import { mockPlan } from "../delays/latencyPlace.ts";
import { fewestPods } from "./loadWarnings.ts";

/**
 * Returns what the mock's server serves: the document, and only the delays that the mesh does not make. Each pod makes its
 * share of the loads.
 */
export function mockOf(mock: LoadedMock): Mock {
  const latency = shareLoads(mockPlan(mock), fewestPods(mock.config));
  return { service: mock.config.name, table: mock.table, latency };
}
