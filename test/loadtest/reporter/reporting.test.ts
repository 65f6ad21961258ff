import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LoadTestFile } from "../../../src/loadtest/loadTestFile.ts";
import { writeRecord } from "../../../src/loadtest/observe/runFolder.ts";
import { podEvents } from "../../../src/loadtest/reporter/podEvents.ts";
import { podLogs } from "../../../src/loadtest/reporter/podLogs.ts";
import { reporting } from "../../../src/loadtest/reporter/reporting.ts";
import { runKeeper } from "../../../src/loadtest/reporter/runKeeper.ts";
import { folderStore } from "../../../src/loadtest/store/folderStore.ts";
import { APPS, deployment, fakePlace, pod, READY } from "../cluster/fakePlace.ts";
import { sampleRecord } from "../sampleRun.ts";

let root: string;
let end: AbortController;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "reporting-"));
  end = new AbortController();
});
afterEach(() => {
  end.abort();
  rmSync(root, { recursive: true });
});

const WORKERS = `${APPS}/deployments/locust-worker`;
const REPORTER = `${APPS}/deployments/locust-reporter`;
const MASTER = "/api/v1/namespaces/loadtest/pods/locust-master";
const HOUR_MS = 3_600_000;

/** A reporter whose set-up was so long ago; it may be an hour old. */
async function reporterAfter(ms: number, config: Partial<LoadTestFile["config"]> = {}) {
  const setUp = new Date(Date.now() - ms).toISOString();
  const annotations = { annotations: { "understudy.dev/set-up": setUp } };
  const fake = await fakePlace(
    {
      [WORKERS]: deployment("locust-worker", 2, annotations),
      [REPORTER]: deployment("locust-reporter", 1, annotations),
    },
    config,
  );
  const keeper = runKeeper(folderStore(root, "here"), root, end.signal);
  const collectors = {
    logs: podLogs(fake.place, join(root, ".logs")),
    events: podEvents(fake.place),
    guard: {
      check: async () => ({ hosts: [], leaks: [], unseen: [] }),
      begin: async () => {},
      leaks: async () => undefined,
    },
  };
  const work = reporting(fake.place, keeper, collectors, end.signal);
  return { ...fake, work, keeper, setUp };
}

/** A run that an earlier reporter has kept. */
function keptRun(): void {
  const record = sampleRecord();
  mkdirSync(join(root, record.id));
  writeRecord(join(root, record.id), record);
}

describe("a set-up", () => {
  test("is removed once it is older than maxAge, with its reporter", async () => {
    const { work, cluster } = await reporterAfter(HOUR_MS + 1_000);
    await work.step();
    expect([...cluster.objects.keys()]).toEqual([]);
  });

  test("stays until then, and the status says when it goes", async () => {
    const { work, cluster, setUp } = await reporterAfter(HOUR_MS - 60_000);
    await work.step();
    expect(work.status().removal * 1000).toBe(Date.parse(setUp) + HOUR_MS);
    expect([...cluster.objects.keys()]).toEqual([WORKERS, REPORTER]);
  });

  test.each([
    { report: {}, left: [REPORTER] },
    { report: { claim: "reports" }, left: [] },
  ])(
    "leaves the reporter if the reports are on its own disk alone: $report",
    async ({ report, left }) => {
      keptRun();
      const { work, cluster } = await reporterAfter(HOUR_MS + 1_000, { report });
      await work.step();
      expect([...cluster.objects.keys()]).toEqual(left);
    },
  );

  test("leaves a reporter whose report could not be kept", async () => {
    const report = { claim: "reports" };
    const { work, keeper, cluster } = await reporterAfter(HOUR_MS + 1_000, { report });
    keeper.problem = "no space left";
    await work.step();
    expect([...cluster.objects.keys()]).toEqual([REPORTER]);
  });
});

describe("without a master that answers", () => {
  test("no run starts or stops, and the reason is told", async () => {
    const { work } = await reporterAfter(0);
    await work.step();
    const start = work.start({ users: 1, spawnRate: 1, startedBy: "button" });
    await expect(start).rejects.toThrow("there is no master that answers: run loadtest-setup");
    await expect(work.stop()).rejects.toThrow("there is no master that answers");
  });

  test("a run that was on is not yet lost if its pod runs", async () => {
    const { ended: _, ...on } = sampleRecord({ end: "running" });
    mkdirSync(join(root, on.id));
    writeRecord(join(root, on.id), on);
    const { work, keeper, cluster } = await reporterAfter(0);
    // Nobody answers at this address.
    const status = { ...READY, podIP: "127.255.255.254" };
    cluster.objects.set(MASTER, pod("locust-master", status));
    await work.step();
    expect((await keeper.record(on.id))?.end).toBe("running");
    cluster.objects.delete(MASTER);
    await work.step();
    expect((await keeper.record(on.id))?.end).toBe("master lost");
  });
});
