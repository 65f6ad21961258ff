import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { MasterState } from "../../../src/loadtest/masterState.ts";
import { readRecord, writeRecord } from "../../../src/loadtest/observe/runFolder.ts";
import { resume } from "../../../src/loadtest/reporter/resume.ts";
import { runKeeper } from "../../../src/loadtest/reporter/runKeeper.ts";
import type { RunRecord } from "../../../src/loadtest/runRecord.ts";
import { folderStore } from "../../../src/loadtest/store/folderStore.ts";
import { masterState } from "../client/fakeReporter.ts";
import { sampleRecord, sampleRoute, sampleStatistics } from "../sampleRun.ts";

const ID = "2026-11-27T12-30-00Z";
/** Its newest run has the id above. */
const MASTER = masterState();

let root: string;
let end: AbortController;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "resume-"));
  end = new AbortController();
});
afterEach(() => {
  end.abort();
  rmSync(root, { recursive: true });
});

/** Puts a run into the bucket or on this disk, as an earlier reporter left it. */
function left(over: Partial<RunRecord>, place = "bucket"): void {
  const record = sampleRecord(over);
  if (record.end === "running") delete record.ended;
  const folder = join(root, place, record.id);
  mkdirSync(folder, { recursive: true });
  writeRecord(folder, record);
  const all = {
    ...sampleRoute("", "", [[5, 10]]),
    last: Date.UTC(2026, 10, 27, 12, 30, 42) / 1000,
  };
  const statistics = sampleStatistics([sampleRoute("GET", "/", [[5, 10]])], { all });
  writeFileSync(join(folder, "statistics.json"), JSON.stringify(statistics));
}

async function resumed(master: MasterState | undefined) {
  const store = folderStore(join(root, "bucket"), "bucket");
  const keeper = runKeeper(store, join(root, "here"), end.signal);
  const config = {
    run: {},
    headless: false,
    maxAgeSeconds: 60,
    report: {},
    thresholds: {},
    allow: [],
  };
  await resume(keeper, { stack: "stg", config }, master);
  return { keeper, there: (id = ID) => readRecord(join(root, "bucket", id)) };
}

test("a run whose master is gone is judged as lost, with the moment of its last request", async () => {
  left({ end: "running", by: "alice" });
  const { keeper, there } = await resumed(undefined);
  expect(there()).toMatchObject({
    ...{ end: "master lost", ended: "2026-11-27T12:30:42.000Z", by: "alice" },
    verdict: { result: "not valid", invalid: ["the master was lost during the run"] },
  });
  expect(keeper.last).toBe(ID);
});

test("the run that the master makes is fetched to be observed further", async () => {
  left({ end: "running", by: "alice" });
  const { keeper, there } = await resumed(MASTER);
  expect(readRecord(join(root, "here", ID))).toMatchObject({ end: "running", by: "alice" });
  expect(there()?.end).toBe("running");
  expect(keeper.isWritten(ID)).toBe(false);
});

test("the newest run of the master that has ended and is kept is not observed again", async () => {
  left({});
  const { keeper } = await resumed({ ...MASTER, ended: (MASTER.started ?? 0) + 100 });
  expect(keeper.isWritten(ID)).toBe(true);
});

test("a run that an earlier reporter could not keep is kept now", async () => {
  left({ notKept: "s3://reports: AccessDenied" }, "here");
  const { keeper, there } = await resumed(undefined);
  expect(there()?.end).toBe("finished");
  expect([there()?.notKept, keeper.last]).toEqual([undefined, ID]);
});

test("runs of another stack in the same place are not touched", async () => {
  left({ end: "running", stack: "prod" });
  const { keeper, there } = await resumed(undefined);
  expect([there()?.end, keeper.last]).toEqual(["running", undefined]);
});
