import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { MasterState } from "../../../src/loadtest/masterState.ts";
import { measureService, readMeasurements } from "../../../src/loadtest/observe/measureService.ts";
import type { ServiceLoad } from "../../../src/loadtest/serviceLoad.ts";

const state = (requests: number): MasterState => ({
  format: 1,
  state: "running",
  run: 1,
  users: { asked: 5, now: 4, most: 4 },
  now: { rate: 0, failuresPerSecond: 0 },
  requests,
  failures: 0,
  workers: [],
  script: { file: "script.py", sha256: "" },
  versions: { locust: "2.47.0", python: "3.12" },
});

test("each measurement is kept with the requests until then, and each problem once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "measure-"));
  const load: ServiceLoad = { source: "kubelet", from: 1, to: 11, pods: [] };
  const answers = [{ problem: "no right" }, { load }, { problem: "no right" }];
  const name = { name: "orders", namespace: "shop" };
  const service = { name, load: async () => answers.shift() ?? {} };
  for (const requests of [10, 20, 30]) {
    await measureService({ service }, folder, state(requests));
  }
  const measured = readMeasurements(folder);
  expect(measured?.counts.map(({ requests, users }) => [requests, users])).toEqual([
    [10, 4],
    [20, 4],
    [30, 4],
  ]);
  expect(measured).toMatchObject({ service: name, loads: [load], problems: ["no right"] });
});

test("nothing is written where the service cannot be measured", async () => {
  const folder = mkdtempSync(join(tmpdir(), "measure-"));
  await measureService({}, folder, state(1));
  expect(readMeasurements(folder)).toBeUndefined();
});
