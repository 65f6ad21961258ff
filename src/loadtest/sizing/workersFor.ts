import type { RunRecord } from "../runRecord.ts";
import type { Statistics } from "../statistics.ts";
import { runSeconds } from "../verdict/runSeconds.ts";
import { shortNumber } from "../verdict/units.ts";

/**
 * Per cent of a core that a worker should use at its busiest. From 90 % on a run is not valid, and load is not the same at
 * all moments.
 */
export const WORKER_CPU = 70;

/** Below this, most of a worker's CPU is not for requests, and their cost cannot be told from it. */
const LEAST_CPU = 10;

export interface WorkerSizing {
  /** What the trial measured. */
  ratePerUser: number;
  /** Milliseconds of a core for one request: of the busiest five seconds of the busiest worker. */
  cpuPerRequest: number;
  /** What the asked rate needs. */
  users: number;
  workers: number;
  notes: string[];
}

/**
 * Returns the users and workers for an asked rate, from the cost that a trial measured, or undefined if the trial made no
 * requests.
 *
 * @param rate requests a second
 * @param cores that a worker may use, if its limit is below one
 */
export function workersFor(
  record: RunRecord,
  { all }: Statistics,
  rate: number,
  cores = 1,
): WorkerSizing | undefined {
  const seconds = runSeconds(record);
  const busiest = Math.max(0, ...record.workers.list.map(({ mostCpu }) => mostCpu));
  const { most: users } = record.users;
  const workers = Math.max(1, record.workers.list.length);
  if (all.requests === 0 || seconds === 0 || users === 0) return undefined;
  const measuredRate = all.requests / seconds;
  const ratePerUser = measuredRate / users;
  const perWorker = measuredRate / Math.min(workers, users);
  const cpuPerRequest = (busiest / 100 / perWorker) * 1000;
  const needed = Math.ceil(rate / ratePerUser);
  const forCpu = Math.ceil(
    (rate * cpuPerRequest) / 1000 / (Math.min(1, cores) * (WORKER_CPU / 100)),
  );
  const notes: string[] = [];
  if (busiest < LEAST_CPU) {
    notes.push(
      `The trial used ${shortNumber(busiest)} % of a core, much of it not for requests, so fewer workers may do. Repeat it with more users.`,
    );
  }
  return {
    ratePerUser,
    cpuPerRequest,
    users: needed,
    // A worker without users would count as one that never took part.
    workers: Math.min(Math.max(1, forCpu), needed),
    notes,
  };
}
