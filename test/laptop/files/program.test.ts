import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { endProgram, rememberProgram } from "../../../src/laptop/files/program.ts";
import { isThere } from "./isThere.ts";

test("a program that is left ends with all of its process group", async () => {
  const folder = mkdtempSync(join(tmpdir(), "program-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const shell = spawn("sh", ["-c", "sleep 3600 & echo $!; wait"], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [printed] = await once(shell.stdout, "data");
  rememberProgram(folder, shell.pid ?? 0);
  endProgram(folder);
  const pids = [shell.pid ?? 0, Number(printed)];
  for (const pid of pids) {
    await expect.poll(() => isThere(pid)).toBe(false);
  }
});
