import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "../runRecord.ts";
import type { Statistics } from "../statistics.ts";
import { type Master, RUN_FILES } from "./master.ts";

const RECORD = "run.json";

/** Returns the record in a run's folder, or undefined if there is none that can be read. */
export function readRecord(folder: string): RunRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, RECORD), "utf8"));
  } catch {
    // A claim may have lost what was written last, when its node died.
    return undefined;
  }
}

/** Returns the statistics in a run's folder, or undefined if the master was lost before it was asked for them. */
export function readStatistics(folder: string): Statistics | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "statistics.json"), "utf8"));
  } catch {
    return undefined;
  }
}

export function writeRecord(folder: string, record: RunRecord): void {
  writeWhole(folder, RECORD, `${JSON.stringify(record, undefined, 2)}\n`);
}

/**
 * Copies the master's files, those of Locust's HTML report last, because it takes the master longest. Returns false if the
 * master does not give its statistics. Without one of the others, the rest is copied.
 */
export async function copyFiles(master: Master, folder: string): Promise<boolean> {
  for (const name of RUN_FILES) {
    try {
      const content = await master.file(name);
      if (content !== undefined) writeWhole(folder, name, content);
    } catch {
      if (name === "statistics.json") return false;
      // Each file of a master that has gone would be waited for.
      if (!(await master.state().catch(() => undefined))) return true;
    }
  }
  return true;
}

/** Writes a file so that whoever reads it finds the old content or the new one. */
export function writeWhole(folder: string, name: string, content: string | Uint8Array): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}
