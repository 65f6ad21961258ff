import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readMeasurements } from "../../src/loadtest/observe/measureService.ts";
import type { RunRecord } from "../../src/loadtest/runRecord.ts";
import { podThroughput } from "../../src/loadtest/sizing/podThroughput.ts";
import { podSizingText } from "../../src/loadtest/sizing/sizingText.ts";
import type { Statistics } from "../../src/loadtest/statistics.ts";
import { downloadRun } from "../../src/loadtest/store/downloadRun.ts";
import type { RunStore } from "../../src/loadtest/store/runStore.ts";
import { verdictText } from "../../src/loadtest/verdict/verdictText.ts";
import { UserError } from "../../src/problem.ts";
import { keepMeasurements } from "./keepMeasurements.ts";

export interface FetchedRun {
  folder: string;
  record: RunRecord;
  /** Its figures and verdict, for people. */
  text: string;
}

/** Returns the folder of a load test's runs on this machine, from the project's root. */
export function folderOfRuns(loadTest: string): string {
  return join("runs", loadTest);
}

/** Returns the folder of a run on this machine, from the project's root. */
export function folderOfRun(loadTest: string, id: string): string {
  return join(folderOfRuns(loadTest), id);
}

/**
 * Copies a run into its folder on this machine.
 *
 * @throws {UserError} when there is no such run
 */
export async function fetchRun(
  store: Pick<RunStore, "files" | "read">,
  loadTest: string,
  id: string,
): Promise<FetchedRun> {
  const folder = folderOfRun(loadTest, id);
  const measuredHere = readMeasurements(folder);
  await downloadRun(store, id, folder);
  const record = read<RunRecord>(join(folder, "run.json"));
  if (record === undefined) {
    const fix = "See the runs with: understudy loadtest report";
    throw new UserError([{ where: id, what: "there is no such run", fix }]);
  }
  if (measuredHere !== undefined) keepMeasurements(folder, record, measuredHere);
  const verdict = verdictText(record, read<Statistics>(join(folder, "statistics.json")));
  const measured = readMeasurements(folder);
  const sizing = measured === undefined ? "" : `${podSizingText(podThroughput(measured))}\n\n`;
  return { folder, record, text: sizing + verdict };
}

/** Returns the content of a JSON file, or undefined if it is not there. */
function read<T>(file: string): T | undefined {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
