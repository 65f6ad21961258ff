import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { downloadRun } from "../../../src/loadtest/store/downloadRun.ts";
import type { RunStore } from "../../../src/loadtest/store/runStore.ts";

test("a run's files are copied, but those that were removed meanwhile", async () => {
  const folder = mkdtempSync(join(tmpdir(), "run-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const store: Pick<RunStore, "files" | "read"> = {
    files: async () => ["logs/a.log", "gone", "run.json"].map((path) => ({ path, bytes: 1 })),
    read: async (id, path) => (path === "gone" ? undefined : Readable.from([`${id} ${path}`])),
  };
  expect(await downloadRun(store, "x", join(folder, "x"))).toEqual(["logs/a.log", "run.json"]);
  expect(readFileSync(join(folder, "x/logs/a.log"), "utf8")).toBe("x logs/a.log");
  expect(existsSync(join(folder, "x/gone"))).toBe(false);
});
