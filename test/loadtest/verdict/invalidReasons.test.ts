import { describe, expect, test } from "vitest";
import type { RunRecord, WorkerRecord } from "../../../src/loadtest/runRecord.ts";
import { invalidReasons } from "../../../src/loadtest/verdict/invalidReasons.ts";
import { sampleRecord, sampleRoute, sampleStatistics, sampleWorker } from "../sampleRun.ts";

const statistics = sampleStatistics([sampleRoute("GET", "/", [[1, 1]])]);
const withWorker = (worker: Partial<WorkerRecord>) =>
  sampleRecord({ workers: { asked: 1, seen: 1, list: [sampleWorker(worker)] } });

describe("a run is valid", () => {
  test.each<[string, RunRecord]>([
    ["with nothing to say against it", sampleRecord()],
    ["with a worker at 90 % of a core", withWorker({ mostCpu: 90 })],
    ["with a worker that was slowed down in 1 % of the time", withWorker({ throttled: 0.01 })],
    ["that was stopped, with all its users", sampleRecord({ end: "stopped" })],
    [
      "with more workers than were asked",
      sampleRecord({ workers: { asked: 1, seen: 2, list: [] } }),
    ],
  ])("%s", (_, record) => {
    expect(invalidReasons(record, statistics)).toEqual([]);
  });
});

describe("a run says nothing about the service", () => {
  const leak = { host: "api.stripe.com", foundIn: "ServiceEntry shop/stripe", fix: "allow: […]" };

  test.each<[string, RunRecord, string]>([
    [
      "if a worker was above 90 % of a core",
      withWorker({ mostCpu: 90.1 }),
      "worker a used 90.1 % of a core, and above 90 % response times are partly its own: use more workers",
    ],
    [
      "if a worker was slowed down",
      withWorker({ throttled: 0.0101 }),
      "worker a was slowed down by its CPU limit in 1.01 % of the time (at most 1 % is allowed): raise the limit or use more workers",
    ],
    [
      "if nobody watched a part of it",
      sampleRecord({ unwatchedUntil: "2026-11-27T12:31:00.000Z" }),
      "nobody watched the run until 2026-11-27T12:31:00.000Z: its reporter was lost, with what it had seen of workers, logs and calls",
    ],
    ["if a worker was lost", withWorker({ isLost: true }), "worker a was lost during the run"],
    [
      "if a worker was started again",
      withWorker({ restarts: 2 }),
      "worker a was started again 2 times",
    ],
    [
      "without all workers",
      sampleRecord({ workers: { asked: 3, seen: 2, list: [] } }),
      "2 of 3 workers took part",
    ],
    [
      "without all users",
      sampleRecord({ users: { asked: 20, most: 19 } }),
      "19 of 20 users ran at most: the load that was asked for was never reached",
    ],
    [
      "if the leak guard found a call",
      sampleRecord({ end: "leak", leaks: [leak] }),
      "the service under test calls api.stripe.com, which is no mock (ServiceEntry shop/stripe)",
    ],
    [
      "if its master was lost",
      sampleRecord({ end: "master lost" }),
      "the master was lost during the run",
    ],
  ])("%s", (_, record, reason) => {
    expect(invalidReasons(record, statistics)).toEqual([reason]);
  });

  test("without statistics or without a request", () => {
    expect(invalidReasons(sampleRecord(), undefined)).toEqual([
      "there are no statistics of the run",
    ]);
    expect(invalidReasons(sampleRecord(), sampleStatistics([]))).toEqual(["no request was made"]);
  });

  test("for several reasons at once", () => {
    const record = sampleRecord({ end: "master lost", users: { asked: 2, most: 1 } });
    expect(invalidReasons(record, statistics)).toHaveLength(2);
  });
});

test("a run without users names the host that nobody gave, which Locust's users need", () => {
  const record = sampleRecord({ users: { asked: 20, most: 0 } });
  const { host: _, ...without } = record;
  const reason =
    "the run had no host: give the load test one (host), or its script's classes (host = …)";
  expect(invalidReasons(without, statistics)).toContain(reason);
  expect(invalidReasons(record, statistics)).not.toContain(reason);
});
