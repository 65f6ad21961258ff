import type { MasterState, StartRequest } from "../masterState.ts";

/** Locust's master as those who observe and steer it see it. Every call rejects if the master does not answer. */
export interface Master {
  state(): Promise<MasterState>;
  /** Returns a file of the newest run, or undefined before the first. */
  file(name: RunFile): Promise<Uint8Array | undefined>;
  /** @throws {Refusal} while a run is on, or when no run may start */
  start(request: StartRequest): Promise<void>;
  /** Users finish what they do, and then the run is over. */
  stop(): Promise<void>;
  /** Lets no run start any more, and stops the one that is on. An empty reason lifts it. */
  refuse(reason: string): Promise<void>;
}

/** Files of a run that the master makes. */
export const RUN_FILES = [
  "statistics.json",
  "stats.csv",
  "stats_history.csv",
  "failures.csv",
  "exceptions.csv",
  "report.html",
] as const;

export type RunFile = (typeof RUN_FILES)[number];

/** The master or the reporter does not start a run. The message says why, for people. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
