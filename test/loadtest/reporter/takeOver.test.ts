import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { readRecord, writeRecord } from "../../../src/loadtest/observe/runFolder.ts";
import { reporterServer } from "../../../src/loadtest/reporter/reporterServer.ts";
import { runKeeper } from "../../../src/loadtest/reporter/runKeeper.ts";
import { takeOver } from "../../../src/loadtest/reporter/takeOver.ts";
import { folderStore } from "../../../src/loadtest/store/folderStore.ts";
import { CORE, fakePlace, LABELS, pod } from "../cluster/fakePlace.ts";
import { sampleRecord } from "../sampleRun.ts";

const ENDED = "2026-11-27T12-30-05Z";
const RUNNING = "2026-11-27T13-00-00Z";

let root: string;
let end: AbortController;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "takeover-"));
  end = new AbortController();
});
afterEach(() => {
  end.abort();
  rmSync(root, { recursive: true });
});

/** The reporter that is replaced, whose disk has two runs. Resolves to its port. */
async function before(): Promise<number> {
  const folder = join(root, "before");
  for (const id of [ENDED, RUNNING]) {
    mkdirSync(join(folder, id, "logs"), { recursive: true });
    writeRecord(join(folder, id), sampleRecord({ id, ...(id === RUNNING && { end: "running" }) }));
    writeFileSync(join(folder, id, "logs", "locust-master.log"), "said");
  }
  const keeper = runKeeper(folderStore(folder), folder, end.signal);
  const actions = {
    ...{ status: () => ({ format: 1 as const, removal: 0 }), own: () => keeper.list() },
    ...{ start: async () => ({ id: "" }), stop: async () => {} },
  };
  return listening(reporterServer(actions, keeper));
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A reporter that keeps runs in a bucket, beside other pods. */
async function next(port: number) {
  const reporter = (name: string, over = {}) =>
    pod(
      name,
      { phase: "Running", podIP: "127.0.0.1" },
      { labels: { ...LABELS, app: "locust-reporter" }, ...over },
    );
  const pods = [
    reporter("this-pod"),
    reporter("old"),
    reporter("leaving", { deletionTimestamp: "2026-11-27T12:31:00Z" }),
    pod("locust-master", { phase: "Running", podIP: "127.0.0.1" }),
  ];
  const { place, said } = await fakePlace(
    Object.fromEntries(pods.map((one) => [`${CORE}/pods/${one.metadata?.name}`, one])),
  );
  const keeper = runKeeper(folderStore(join(root, "bucket")), join(root, "here"), end.signal);
  return { keeper, said, done: takeOver(place, keeper, port) };
}

test("a reporter copies what is on the disk of the one before, and keeps the runs that have ended", async () => {
  const { keeper, said, done } = await next(await before());
  await done;
  expect(readRecord(join(root, "bucket", ENDED))?.id).toBe(ENDED);
  expect(existsSync(join(root, "bucket", ENDED, "logs", "locust-master.log"))).toBe(true);
  expect([existsSync(join(root, "bucket", RUNNING)), keeper.isWritten(RUNNING)]).toEqual([
    ...[false, false],
  ]);
  expect(readRecord(join(root, "here", RUNNING))?.end).toBe("running");
  expect(said).toEqual([`Copied from old, which ends now: ${RUNNING}, ${ENDED}.`]);
});

test("a reporter does not go on without the reports of the one before", async () => {
  const server = createServer();
  const port = await listening(server);
  server.close();
  const { done } = await next(port);
  await expect(done).rejects.toThrow(
    /^Pod old: its reports could not be copied: .*ECONNREFUSED.*\n {2}It stays until they are\./,
  );
});
