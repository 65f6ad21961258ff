import type { RunRecord, WorkerRecord } from "../../src/loadtest/runRecord.ts";
import type { ResponseTimes, RouteStatistics, Statistics } from "../../src/loadtest/statistics.ts";

/** A valid run of 100 s. */
export function sampleRecord(over: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 1,
    id: "2026-11-27T12-30-00Z",
    loadTest: "loadtest",
    stack: "stg",
    commit: "7cb6115",
    where: "cluster",
    startedBy: "command",
    started: "2026-11-27T12:30:00.000Z",
    ended: "2026-11-27T12:31:40.000Z",
    end: "finished",
    properties: { WORKER_NUM: "2", LOCUST_SCRIPT: "script.py" },
    script: { file: "script.py", sha256: "abc" },
    host: "http://orders.shop",
    plan: { users: 20, spawnRate: 10, runTimeSeconds: 100 },
    users: { asked: 20, most: 20 },
    workers: { asked: 2, seen: 2, list: [sampleWorker(), sampleWorker({ id: "b_2", pod: "b" })] },
    mocks: [{ name: "payments", profile: "sha256:1" }],
    versions: { locust: "2.47.0" },
    ...over,
  };
}

export function sampleWorker(over: Partial<WorkerRecord> = {}): WorkerRecord {
  return { id: "a_1", pod: "a", mostCpu: 30, isLost: false, restarts: 0, ...over };
}

/** Statistics of a route whose times are exact. */
export function sampleRoute(
  method: string,
  name: string,
  times: ResponseTimes,
  over: Partial<RouteStatistics> = {},
): RouteStatistics {
  const requests = times.reduce((sum, [, count]) => sum + count, 0);
  return {
    method,
    name,
    requests,
    failures: 0,
    untimed: 0,
    sum: times.reduce((sum, [ms, count]) => sum + ms * count, 0),
    ...(times[0] !== undefined && { min: times[0][0], max: times.at(-1)?.[0] ?? 0 }),
    bytes: 0,
    times,
    ...over,
  };
}

export function sampleStatistics(routes: RouteStatistics[], over: Partial<Statistics> = {}) {
  const times = routes.flatMap((route) => route.times).sort((a, b) => a[0] - b[0]);
  const failures = routes.reduce((sum, route) => sum + route.failures, 0);
  const statistics: Statistics = {
    format: 1,
    all: sampleRoute("", "", times, { failures }),
    routes,
    stages: [],
    blocks: [],
    failures: [],
    exceptions: [],
    ...over,
  };
  return statistics;
}
