import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readRuns } from "../../src/loadtest/readRun.ts";
import type { UserError } from "../../src/problem.ts";
import { sampleRecord, sampleStatistics } from "./sampleRun.ts";

function project(...folders: string[]): string {
  const root = mkdtempSync(join(tmpdir(), "runs-"));
  for (const folder of folders) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, "run.json"), JSON.stringify(sampleRecord()));
    writeFileSync(join(root, folder, "statistics.json"), JSON.stringify(sampleStatistics([])));
  }
  return root;
}

test.each(["runs/loadtest/one", "loadtest/one", "one", "elsewhere"])(
  "a run is found as %s",
  (name) => {
    const root = project("runs/loadtest/one", "elsewhere");
    const [run] = readRuns([name], root);
    expect(run?.record).toEqual(sampleRecord());
  },
);

test("all runs that are not there are told at once", () => {
  const root = project("runs/a/one", "runs/b/one");
  writeFileSync(join(root, "runs/a/one/statistics.json"), "{");
  expect.assertions(1);
  try {
    readRuns(["one", "two", "a/one"], root);
  } catch (error) {
    expect((error as UserError).message.split("\n")).toEqual([
      "one: several load tests have such a run: runs/a/one, runs/b/one.",
      "  Give the folder.",
      "two: there is no such run: neither a folder with run.json, nor an id in runs/.",
      "  See the runs with: understudy loadtest report",
      `${join(root, "runs/a/one/statistics.json")}: the run cannot be read: it is no JSON.`,
    ]);
  }
});
