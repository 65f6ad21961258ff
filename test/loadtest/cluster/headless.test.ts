import { beforeEach, describe, expect, test, vi } from "vitest";
import { runHeadless } from "../../../src/loadtest/cluster/headless.ts";
import { httpReporter } from "../../../src/loadtest/cluster/reporterClient.ts";
import type { LoadTestFile } from "../../../src/loadtest/loadTestFile.ts";
import { type FakeReporter, fakeReporter, RUN_ID } from "../client/fakeReporter.ts";
import { sampleRecord } from "../sampleRun.ts";
import { APPS, deployment, type FakePlace, fakePlace } from "./fakePlace.ts";

const PACE = { pollMs: 1, sayMs: 0, awayMs: 1_000_000 };
const WORKERS = `${APPS}/deployments/locust-worker`;
const REPORTER = `${APPS}/deployments/locust-reporter`;

let fake: FakePlace;
let reporter: FakeReporter;

async function declare(config: Partial<LoadTestFile["config"]> = {}): Promise<void> {
  fake = await fakePlace(
    {
      [WORKERS]: deployment("locust-worker"),
      [REPORTER]: deployment("locust-reporter"),
    },
    {
      run: { users: 20, spawnRate: 10, runTimeSeconds: 100 },
      host: "http://orders.shop",
      report: { claim: "reports" },
      ...config,
    },
  );
  reporter = await fakeReporter();
  vi.spyOn(console, "log").mockImplementation(() => {});
}

const go = (pace = PACE) => runHeadless(fake.place, httpReporter(reporter.url), pace);

/** Ends the run at the second question for its state. */
function endWith(over: Parameters<FakeReporter["finish"]>[0]): void {
  reporter.onStatus = (count) => {
    if (count === 2) reporter.finish(over);
  };
}

describe("one click", () => {
  beforeEach(() => declare());

  test("makes the load of the stack's plan, tells how it goes, and removes everything", async () => {
    endWith({});
    expect(await go()).toBe(0);
    expect(reporter.starts).toEqual([
      {
        ...{ users: 20, spawnRate: 10, runTimeSeconds: 100 },
        ...{ host: "http://orders.shop", startedBy: "button" },
      },
    ]);
    expect(fake.said).toEqual([
      `Run ${RUN_ID} has begun: 20 users for 100 s.`,
      "20 of 20 users, 1000 requests, 5 failed, 200 a second, p95 45.6 ms",
      "20 of 20 users, 1000 requests, 5 failed, 200 a second, p95 45.6 ms",
      "Removed Deployment locust-reporter, Deployment locust-worker.",
      "The run ended: finished. Verdict: passed.",
      `The report is at claim reports: loadtest/${RUN_ID}`,
    ]);
    expect([...fake.cluster.objects.keys()]).toEqual([]);
  });

  test.each([
    ["failed", 1],
    ["not valid", 2],
  ] as const)("ends with the verdict's exit code: %s", async (result, code) => {
    endWith({ verdict: { result, invalid: [], checks: [] } });
    expect(await go()).toBe(code);
  });

  test("waits for a reporter that does not know the master yet", async () => {
    reporter.unready = 2;
    endWith({});
    expect(await go()).toBe(0);
    expect(reporter.starts.length).toBe(1);
  });

  test("fails with the reason if no load may be made, and removes everything", async () => {
    reporter.refusal = "the service under test calls stripe.com";
    await expect(go()).rejects.toThrow(
      "loadtest: no load is made: the service under test calls stripe.com.",
    );
    expect([...fake.cluster.objects.keys()]).toEqual([]);
  });

  test("removes nothing if it is refused because somebody else's run is on", async () => {
    reporter.refusal = "a run is on";
    reporter.run = sampleRecord({ end: "running" });
    await expect(go()).rejects.toThrow("no load is made: a run is on");
    expect(fake.cluster.objects.has(WORKERS)).toBe(true);
  });

  test("fails if the reporter never knows a master", async () => {
    reporter.unready = 1_000;
    await expect(go({ ...PACE, awayMs: 20 })).rejects.toThrow(
      "no load is made: there is no master that answers",
    );
  });
});

describe("the reporter stays", () => {
  const stays = "The reporter stays until loadtest-cleanup, because it has the report.";

  test("if the report is nowhere else", async () => {
    await declare({ report: {} });
    endWith({});
    expect(await go()).toBe(0);
    expect(fake.said).toContain(stays);
    expect([...fake.cluster.objects.keys()]).toEqual([REPORTER]);
  });

  test("if no load may be made, and it may have earlier reports", async () => {
    await declare({ report: {} });
    reporter.refusal = "the service under test calls stripe.com";
    await expect(go()).rejects.toThrow("stripe.com");
    expect(fake.said).toContain(
      "The reporter stays until loadtest-cleanup: it may have earlier reports.",
    );
    expect([...fake.cluster.objects.keys()]).toEqual([REPORTER]);
  });

  test("if the report could not be kept, and the reason is told", async () => {
    await declare();
    endWith({});
    reporter.storeProblem = "s3://reports: AccessDenied";
    expect(await go()).toBe(0);
    expect(fake.said).toContain(stays);
    expect(fake.said).toContain(
      "The report could not be kept where it should be: s3://reports: AccessDenied",
    );
    expect([...fake.cluster.objects.keys()]).toEqual([REPORTER]);
  });
});

test("stages are told one after the other", async () => {
  const stages = [
    { users: 5, seconds: 60 },
    { users: 20, seconds: 300 },
  ];
  await declare({ run: { stages } });
  endWith({});
  await go();
  expect(fake.said[0]).toBe(`Run ${RUN_ID} has begun: 5 users for 60 s, then 20 users for 300 s.`);
});

test.each([{}, { users: 5 }, { runTimeSeconds: 60 }])(
  "a plan that says too little starts nothing: %j",
  async (run) => {
    await declare({ run });
    await expect(go()).rejects.toThrow("a headless run needs a number of users and a run time");
    expect(reporter.starts).toEqual([]);
  },
);
