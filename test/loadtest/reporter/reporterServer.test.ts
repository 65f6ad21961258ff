import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { httpReporter } from "../../../src/loadtest/cluster/reporterClient.ts";
import { Refusal } from "../../../src/loadtest/observe/master.ts";
import { writeRecord } from "../../../src/loadtest/observe/runFolder.ts";
import {
  type ReporterActions,
  reporterServer,
} from "../../../src/loadtest/reporter/reporterServer.ts";
import { runKeeper } from "../../../src/loadtest/reporter/runKeeper.ts";
import type { ReporterStart, ReporterStatus } from "../../../src/loadtest/reporterApi.ts";
import { folderStore } from "../../../src/loadtest/store/folderStore.ts";
import { sampleRecord } from "../sampleRun.ts";

const ID = sampleRecord().id;
const STATUS: ReporterStatus = { format: 1, removal: 1_795_782_605 };
const START: ReporterStart = { users: 5, spawnRate: 5, startedBy: "button" };

let root: string;
let stop: () => Promise<void>;
let url: string;
let actions: ReporterActions;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "server-"));
  const end = new AbortController();
  const keeper = runKeeper(folderStore(root, "claim reports"), root, end.signal);
  actions = {
    ...{ status: () => STATUS, own: async () => [ID] },
    ...{ start: async () => ({ id: ID }), stop: async () => {} },
  };
  const server = reporterServer(
    {
      status: () => actions.status(),
      own: () => actions.own(),
      start: (request) => actions.start(request),
      stop: () => actions.stop(),
    },
    keeper,
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = async () => {
    end.abort();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(root, { recursive: true });
  };
});
afterEach(() => stop());

function written(id: string): void {
  mkdirSync(join(root, id, "logs"), { recursive: true });
  writeRecord(join(root, id), sampleRecord({ id }));
  writeFileSync(join(root, id, "logs", "a b.log"), "said");
}

const answered = async (path: string, init?: RequestInit) => {
  const response = await fetch(url + path, init);
  return [response.status, await response.text()];
};

describe("the reporter, as the jobs ask it,", () => {
  test("tells its status, and starts and stops runs", async () => {
    const asked: unknown[] = [];
    actions.start = async (request) => {
      asked.push(request);
      return { id: ID };
    };
    actions.stop = async () => void asked.push("stop");
    const reporter = httpReporter(url);
    expect(await reporter.status()).toEqual(STATUS);
    expect(await reporter.start(START)).toEqual({ id: ID });
    await reporter.stop();
    expect(asked).toEqual([START, "stop"]);
  });

  test("refuses with a reason, which no second try changes", async () => {
    actions.start = async () => Promise.reject(new Refusal("run 1 is on"));
    const start = httpReporter(url).start(START);
    await expect(start).rejects.toBeInstanceOf(Refusal);
    await expect(start).rejects.toThrow("run 1 is on");
  });

  test("does not refuse if it only cannot yet", async () => {
    actions.start = async () => Promise.reject(new Error("there is no master that answers"));
    const start = httpReporter(url).start(START);
    await expect(start).rejects.toThrow("there is no master that answers");
    await expect(start).rejects.not.toBeInstanceOf(Refusal);
  });

  test("gives the files of runs", async () => {
    written(ID);
    const reporter = httpReporter(url);
    const { place, files } = await reporter.run(ID);
    expect(place).toBe(`claim reports/${ID}`);
    expect(files.map(({ path }) => path)).toEqual(["logs/a b.log", "run.json"]);
    expect(await reporter.file(ID, "logs/a%20b.log")).toBe("said");
    expect(await reporter.file(ID, "none.html")).toBeUndefined();
  });
});

describe("over HTTP", () => {
  test("runs are listed, the newest first, and the newest has a name of its own", async () => {
    written("2026-11-26T02-00-00Z");
    written(ID);
    const [, runs] = await answered("/runs");
    expect(JSON.parse(String(runs)).map(({ id }: { id: string }) => id)).toEqual([
      ...[ID, "2026-11-26T02-00-00Z"],
    ]);
    const [, latest] = await answered("/runs/latest");
    expect(JSON.parse(String(latest)).id).toBe(ID);
  });

  test.each([
    ["/", { message: "there is no /" }],
    ["/runs/latest", { message: "there is no run latest" }],
    ["/runs/2026-11-27T00-00-00Z", { message: "there is no run 2026-11-27T00-00-00Z" }],
    ["/runs/..%2F..%2Fetc", { message: "there is no run ../../etc" }],
  ])("there is nothing at %s", async (path, body) => {
    expect(await answered(path)).toEqual([404, JSON.stringify(body)]);
  });

  test("no file outside of a run is given", async () => {
    written(ID);
    writeFileSync(join(root, "secret"), "key");
    const [status] = await answered(`/runs/${ID}/..%2Fsecret`);
    expect(status).toBe(404);
  });

  test("what is no JSON is an error of this request alone", async () => {
    const [status] = await answered("/start", { method: "POST", body: "{" });
    expect(status).toBe(503);
    expect((await answered("/status"))[0]).toBe(200);
  });
});
