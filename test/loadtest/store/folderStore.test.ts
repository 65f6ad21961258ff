import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { folderStore } from "../../../src/loadtest/store/folderStore.ts";

const ID = "2026-11-27T12-30-05Z";

function folderWithRun(): string {
  const folder = mkdtempSync(join(tmpdir(), "runs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, ID, "logs"), { recursive: true });
  writeFileSync(join(folder, ID, "run.json"), "{}");
  writeFileSync(join(folder, ID, "logs", "a.log"), "abc");
  writeFileSync(join(folder, "secret"), "no");
  return folder;
}

test("runs that are written where they are kept are kept as they are", async () => {
  const folder = folderWithRun();
  const store = folderStore(folder, "claim reports: loadtest");
  await store.save(ID, join(folder, ID));
  expect(await store.files(ID)).toEqual([
    { path: "logs/a.log", bytes: 3 },
    { path: "run.json", bytes: 2 },
  ]);
  expect(store.placeOf(ID)).toBe(`claim reports: loadtest/${ID}`);
});

test("runs from elsewhere are copied", async () => {
  const folder = folderWithRun();
  const store = folderStore(join(folder, "kept"));
  await store.save(ID, join(folder, ID));
  expect(await store.list()).toEqual([ID]);
  expect(await text((await store.read(ID, "logs/a.log")) ?? Readable.from([]))).toBe("abc");
});

test.each(["../secret", "none.txt", ".", "logs"])("nothing is read at %s", async (path) => {
  expect(await folderStore(folderWithRun()).read(ID, path)).toBeUndefined();
});

test("without any run the list is empty", async () => {
  expect(await folderStore("/nonexistent/runs").list()).toEqual([]);
});
