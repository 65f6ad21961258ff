import type { LoadedMock } from "../../campaign/loadMocks.ts";
import type { Mock } from "../../mock/mock.ts";
import { mockPlan } from "../delays/latencyPlace.ts";

/** Returns what the mock's server serves: the document, and only the delays that the mesh does not make. */
export function mockOf(mock: LoadedMock): Mock {
  return { service: mock.config.name, table: mock.table, latency: mockPlan(mock) };
}
