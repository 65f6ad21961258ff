import type { RouteThreshold, RunPlan } from "../../campaign/loadTest.ts";
import type { RunRecord } from "../runRecord.ts";

/** What is known of a run apart from what the master says. */
export interface KnownOfRun
  extends Pick<
    RunRecord,
    "loadTest" | "stack" | "commit" | "by" | "where" | "properties" | "mocks" | "versions"
  > {
  /** Undefined: as the master says. */
  startedBy?: RunRecord["startedBy"];
  /** Undefined: what the master says of it. */
  plan?: RunPlan;
  /** Whether the run may have been on for long before it was looked at. */
  isLate?: boolean;
  workersAsked: number;
  thresholds: Record<string, RouteThreshold>;
}
