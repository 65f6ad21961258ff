import type { LatencyPlan } from "../latency/plan.ts";
import type { RouteTable } from "../openapi/table/table.ts";

/** What one mock serves: a document and its delays. The content of a mock's file. */
export interface Mock {
  /** The service's name in the campaign. */
  service: string;
  table: RouteTable;
  /** The delays and faults that the server itself makes; without delays where the mesh makes them. */
  latency: LatencyPlan;
}
