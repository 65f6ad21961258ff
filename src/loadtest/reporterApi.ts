import type { MasterState, StartRequest } from "./masterState.ts";
import type { RunRecord } from "./runRecord.ts";

/**
 * What the reporter answers on port 8091. Answers other than 200 and 204 have a `ReporterMessage`.
 *
 * - `GET /status`: `ReporterStatus`
 * - `GET /runs`: `RunRecord[]`, the newest first, at most 100; the run that is on is one of them
 * - `GET /own`: ids of the runs that are on the reporter's own disk alone, for the reporter that replaces it
 * - `GET /runs/<id>`: `StoredRun`; 404 if there is no such run
 * - `GET /runs/<id>/<path>`: a file of its folder; `<id>` may be `latest`
 * - `POST /start` with a `ReporterStart`: 200 and a `StartedRun`, once `GET /status` has the run. The leak guard looks
 *   first. 409 if it found something, if a run is on, or if the master refuses; 503 if there is no master that answers
 * - `POST /stop`: 204, as the master's own. 409 if no run is on
 */
export interface ReporterStatus {
  format: 1;
  /** What the master answered last; absent if it did not answer within ten seconds. */
  master?: MasterState;
  /** The run that is on, or whose report is being written. Absent if the reports of all runs are kept. */
  run?: RunRecord;
  /** Newest run whose report is kept. */
  last?: { id: string; place: string };
  /** Why reports cannot be kept where the stack says: `s3://reports: AccessDenied`. */
  storeProblem?: string;
  /** Moment in seconds since 1970 when the reporter removes everything that `loadtest-setup` made. */
  removal: number;
}

export interface ReporterStart extends StartRequest {
  startedBy: "command" | "button";
  /** Who asked for it: `alice@laptop`. */
  by?: string;
}

export interface StartedRun {
  id: string;
}

export interface StoredRun {
  id: string;
  place: string;
  files: StoredFile[];
}

/** A file of a run, by its path in the run's folder. */
export interface StoredFile {
  path: string;
  bytes: number;
}

export interface ReporterMessage {
  message: string;
}
