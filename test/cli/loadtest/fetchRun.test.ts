import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { fetchRun, folderOfRun } from "../../../cli/loadtest/fetchRun.ts";
import type { ServiceLoad, ServiceMeasurements } from "../../../src/loadtest/serviceLoad.ts";
import type { RunStore } from "../../../src/loadtest/store/runStore.ts";
import { sampleRecord } from "../../loadtest/sampleRun.ts";

const ID = "2026-11-27T12-30-00Z";

const NOTHING: ServiceMeasurements = {
  format: 1,
  service: { name: "orders", namespace: "shop" },
  counts: [10, 20].map((at) => ({ at, requests: at * 100, users: 1 })),
  loads: [],
  problems: ["this account may not read it"],
};

function measuredBy(source: ServiceLoad["source"]): ServiceMeasurements {
  const pods = [{ name: "orders-1", cores: 0.5, limit: 1 }];
  return { ...NOTHING, loads: [{ source, from: 10, to: 20, pods }] };
}

/** Returns a store that has one run with these measurements, and stands in a folder where the others were made here. */
function storeWith(
  kept: ServiceMeasurements,
  here: ServiceMeasurements,
): Pick<RunStore, "files" | "read"> {
  const cwd = process.cwd();
  process.chdir(mkdtempSync(join(tmpdir(), "fetch-run-")));
  onTestFinished(() => process.chdir(cwd));
  const folder = folderOfRun("loadtest", ID);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "service.json"), JSON.stringify(here));
  const files: Record<string, string> = {
    "run.json": JSON.stringify(sampleRecord({ id: ID })),
    "service.json": JSON.stringify(kept),
    "sizing.html": "the reporter's",
  };
  return {
    files: async () => Object.keys(files).map((path) => ({ path, bytes: 1 })),
    read: async (_, path) => Readable.from([files[path] ?? ""]),
  };
}

test("what was measured here stays in a run's folder where the reporter could not measure", async () => {
  const { folder, text } = await fetchRun(
    storeWith(NOTHING, measuredBy("kubelet")),
    "loadtest",
    ID,
  );
  expect(text).toContain("50 % of its CPU limit (500m of 1): 100/s\n  CPU: kubelet.");
  expect(readFileSync(join(folder, "sizing.html"), "utf8")).toContain("<b>100/s</b>");
});

test("what the reporter measured replaces less that was measured here", async () => {
  const store = storeWith(measuredBy("metrics API"), NOTHING);
  const { folder, text } = await fetchRun(store, "loadtest", ID);
  expect(text).toContain("CPU: metrics API.");
  expect(readFileSync(join(folder, "sizing.html"), "utf8")).toBe("the reporter's");
});
