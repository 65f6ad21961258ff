import type { RouteThreshold, RunPlan } from "../../campaign/loadTest.ts";
import type { MasterState } from "../masterState.ts";
import type { RunRecord } from "../runRecord.ts";
import type { Master } from "./master.ts";
import type { Surroundings } from "./surroundings.ts";

/** What is known of a run apart from what the master says. */
export interface KnownOfRun
  extends Pick<
    RunRecord,
    "loadTest" | "stack" | "commit" | "where" | "properties" | "mocks" | "versions"
  > {
  /** Undefined: as the master says. */
  startedBy?: RunRecord["startedBy"];
  /** Undefined: what the master says of it. */
  plan?: RunPlan;
  workersAsked: number;
  thresholds: Record<string, RouteThreshold>;
}

export interface Observation {
  master: Master;
  surroundings: Surroundings;
  /** Folder of all runs of the load test. The run's own is made in it, with the run's id as its name. */
  folder: string;
  known: KnownOfRun;
  /** Called after each answer of the master. */
  onState?(state: MasterState, record: RunRecord): void;
  /** Ends the observation before the run ends. The folder then says that the run goes on. */
  signal?: AbortSignal;
  pace?: Pace;
}

export interface Pace {
  /** Between two questions for the state. */
  pollMs: number;
  /** Between two copies of the files, at least. */
  copyMs: number;
  /** A master that has not answered for this long is lost. */
  lostMs: number;
}

/**
 * Observes the newest run of a master until its end, and returns its record. The run's folder then has everything that
 * `RunRecord` names. It is written during the run as well, so that a report is left if master and observer are lost.
 * A run that was observed before is observed further.
 */
export async function observeRun(observation: Observation): Promise<RunRecord> {
  throw new Error(`not yet: ${observation.folder}`);
}
