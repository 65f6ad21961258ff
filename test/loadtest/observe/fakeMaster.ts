import type { MasterState } from "../../../src/loadtest/masterState.ts";
import type { KnownOfRun } from "../../../src/loadtest/observe/knownOfRun.ts";
import type { Master } from "../../../src/loadtest/observe/master.ts";
import type { Surroundings } from "../../../src/loadtest/observe/surroundings.ts";

/** Moment of the run's start: 2026-11-27T12:30:05Z. */
export const STARTED = 1_795_782_605;

export const STATE: MasterState = {
  format: 1,
  state: "running",
  run: 1,
  started: STARTED,
  startedBy: "dashboard",
  host: "http://orders.shop",
  users: { asked: 20, now: 12, most: 12 },
  spawnRate: 5,
  now: { rate: 40, failuresPerSecond: 0 },
  requests: 100,
  failures: 0,
  workers: [worker("w-1_a1"), worker("w-2_b2")],
  script: { file: "script.py", sha256: "5f" },
  versions: { locust: "2.47.0", python: "3.11.2" },
};

export function worker(id: string, change: Partial<MasterState["workers"][number]> = {}) {
  return {
    id,
    state: "running" as const,
    users: 6,
    cpu: 20,
    mostCpu: 30,
    memoryBytes: 1,
    ...change,
  };
}

/** A master that gives one answer after the other; the last one again and again. Undefined is no answer. */
export function fakeMaster(
  answers: (MasterState | undefined)[],
  file: Master["file"] = async () => undefined,
): Master & { refused: string[] } {
  const refused: string[] = [];
  let next = 0;
  return {
    refused,
    async state() {
      const answer = answers[Math.min(next++, answers.length - 1)];
      if (answer === undefined) throw new Error("fetch failed");
      return answer;
    },
    file,
    start: async () => {},
    stop: async () => {},
    refuse: async (reason) => {
      refused.push(reason);
    },
  };
}

export function surroundings(change: Partial<Surroundings> = {}): Surroundings {
  return {
    workers: async () => [],
    isMasterGone: async () => false,
    collect: async () => {},
    leaks: async () => undefined,
    ...change,
  };
}

export const KNOWN: KnownOfRun = {
  loadTest: "loadtest",
  stack: "stg",
  where: "cluster",
  properties: { WORKER_NUM: "2" },
  workersAsked: 2,
  mocks: [],
  versions: { understudy: "0.1.0" },
  thresholds: {},
};
