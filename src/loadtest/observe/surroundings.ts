import type { Leak } from "../runRecord.ts";
import type { ServiceMeter } from "../serviceLoad.ts";

/** What is around the master while it runs: its workers' pods and the service under test. */
export interface Surroundings {
  /** Pods of the workers, those that are ending too. */
  workers(): Promise<WorkerPod[]>;
  /** Whether the master will soon answer no more, because its pod or its process is gone or ends. */
  isMasterGone(): Promise<boolean>;
  /**
   * Writes logs (`logs/<pod>.<container>.log`) and `events.txt` into a run's folder, as they stand now. Called several
   * times in a run, and at its end.
   */
  collect(folder: string, since: Date): Promise<void>;
  /** Calls of the service under test that are not allowed, or undefined if nothing is watched. */
  leaks(): Promise<Leak[] | undefined>;
  /** The service under test, if its CPU can be asked for here: `serviceMeter` in `src/loadtest/sizing`. */
  service?: ServiceMeter;
}

export interface WorkerPod {
  name: string;
  /** How often its containers were started again. */
  restarts: number;
}
