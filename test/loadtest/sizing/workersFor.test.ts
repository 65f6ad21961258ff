import { expect, test } from "vitest";
import { workerSizingText } from "../../../src/loadtest/sizing/sizingText.ts";
import { workersFor } from "../../../src/loadtest/sizing/workersFor.ts";
import { sampleRecord, sampleRoute, sampleStatistics, sampleWorker } from "../sampleRun.ts";

// 100 s of one user with 50 requests a second, for 20 % of a core: 4 ms each.
const trial = sampleRecord({
  users: { asked: 1, most: 1 },
  workers: { asked: 1, seen: 1, list: [sampleWorker({ mostCpu: 20 })] },
});
const statistics = sampleStatistics([sampleRoute("GET", "/", [[10, 5000]])]);

test("a rate needs as many workers as keep each at 70 % of a core", () => {
  const sizing = workersFor(trial, statistics, 2000);
  expect(sizing).toEqual({ ratePerUser: 50, cpuPerRequest: 4, users: 40, workers: 12, notes: [] });
  expect(sizing === undefined ? "" : workerSizingText(sizing, 2000)).toBe(
    [
      "2000/s need 12 workers and 40 users",
      "  A user of this script makes 50 requests a second, and a request costs a worker 4ms of a core.",
    ].join("\n"),
  );
});

test("workers with a limit below a core are more", () => {
  expect(workersFor(trial, statistics, 2000, 0.5)?.workers).toBe(23);
});

test("there are never more workers than users, and at least one", () => {
  expect(workersFor(trial, statistics, 1)).toMatchObject({ users: 1, workers: 1 });
  const heavy = { ...trial, workers: { asked: 1, seen: 1, list: [sampleWorker({ mostCpu: 95 })] } };
  expect(workersFor(heavy, statistics, 100)).toMatchObject({ users: 2, workers: 2 });
});

test("a trial that used next to no CPU says so, and one without requests says nothing", () => {
  const idle = {
    ...trial,
    workers: { asked: 1, seen: 1, list: [sampleWorker({ mostCpu: 3.1400001 })] },
  };
  expect(workersFor(idle, statistics, 100)?.notes).toEqual([
    "The trial used 3.14 % of a core, much of it not for requests, so fewer workers may do. Repeat it with more users.",
  ]);
  expect(workersFor(trial, sampleStatistics([]), 100)).toBeUndefined();
});
