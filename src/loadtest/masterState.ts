/**
 * What Locust's master answers to `GET /state`: small, however many routes there are. Port 8090 of the master answers
 *
 * - `GET /state`
 * - `GET /files/<name>`: `report.html`, `stats.csv`, `stats_history.csv`, `failures.csv`, `exceptions.csv`,
 *   `statistics.json` (`Statistics`) of the newest run, as it stands now; 404 before the first
 * - `POST /start` with a `StartRequest`: 204; 409 with `{ "message": … }` while a run is on, or when the start is refused
 * - `POST /stop`: 204. Users finish what they do within their stop timeout
 * - `POST /refuse` with `{ "reason": … }`: from now on no run starts, neither here nor in the dashboard; one that is on is
 *   stopped. An empty reason lifts it.
 */
export interface MasterState {
  format: 1;
  state: "ready" | "spawning" | "running" | "stopping" | "stopped";
  /** Number of the newest run of this master, from 1; 0 before the first. */
  run: number;
  /** Moments in seconds since 1970, and what the newest run was started with. Absent before the first. */
  started?: number;
  ended?: number;
  /** Who started it: `POST /start`, or the dashboard. */
  startedBy?: "command" | "dashboard";
  host?: string;
  tags?: string[];
  users: {
    /** Of the running stage. */
    asked: number;
    now: number;
    /** Most that ran at once in the newest run. */
    most: number;
  };
  spawnRate?: number;
  /** After which the newest run ends by itself, that of all its stages together. Absent if it goes on until it is stopped. */
  runTimeSeconds?: number;
  /** The stage that runs, from 1; absent without stages. */
  stage?: number;
  /** Last ten seconds of all requests together. */
  now: { rate: number; failuresPerSecond: number; p50?: number; p95?: number; p99?: number };
  /** Of the newest run. */
  requests: number;
  failures: number;
  workers: WorkerState[];
  script: { file: string; sha256: string };
  versions: { locust: string; python: string };
  refused?: string;
}

export interface WorkerState {
  /** Locust's id: the pod's name and a random part. */
  id: string;
  state: "ready" | "spawning" | "running" | "stopped" | "missing" | "quit";
  users: number;
  /** Per cent of one core, and the most of the newest run. */
  cpu: number;
  mostCpu: number;
  memoryBytes: number;
  /** Share of the scheduler's periods of the newest run in which the CPU limit slowed it down; absent if unknown. */
  throttled?: number;
}

export interface StartRequest {
  users: number;
  spawnRate: number;
  /** The run goes on until it is stopped, without it. */
  runTimeSeconds?: number;
  /** In place of `users` and `runTimeSeconds`. */
  stages?: { users: number; seconds: number }[];
  host?: string;
  tags?: string[];
}

/** Returns whether a worker is at its master, or left it as it was told. */
export function isConnected({ state }: Pick<WorkerState, "state">): boolean {
  return state !== "missing" && state !== "quit";
}
