import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Problem, UserError } from "../problem.ts";
import type { RunRecord } from "./runRecord.ts";
import type { Statistics } from "./statistics.ts";

/** What a run's folder says of it. */
export interface KeptRun {
  folder: string;
  record: RunRecord;
  statistics: Statistics;
}

/**
 * Reads runs by the names that people give them: a folder, an id in `runs/<load test>/`, or `<load test>/<id>`.
 *
 * @throws {UserError} with all runs that are not there or cannot be read
 */
export function readRuns(names: readonly string[], root: string): KeptRun[] {
  const problems: Problem[] = [];
  const runs = names.flatMap((name) => {
    const folder = folderOf(name, root);
    if (typeof folder !== "string") {
      problems.push(folder);
      return [];
    }
    const record = read<RunRecord>(join(folder, "run.json"), problems);
    const statistics = read<Statistics>(join(folder, "statistics.json"), problems);
    return record === undefined || statistics === undefined ? [] : [{ folder, record, statistics }];
  });
  if (problems.length > 0) throw new UserError(problems);
  return runs;
}

function folderOf(name: string, root: string): string | Problem {
  const named = [name, join(root, name), join(root, "runs", name)];
  const folder = named.find((one) => existsSync(join(one, "run.json")));
  if (folder !== undefined) return folder;
  const found = /^[\w.-]+$/.test(name)
    ? globSync(`runs/*/${name}/run.json`, { cwd: root }).sort()
    : [];
  const [only] = found;
  if (only !== undefined && found.length === 1) return join(root, only, "..");
  if (found.length > 1) {
    return {
      where: name,
      what: `several load tests have such a run: ${found.map((file) => file.slice(0, -"/run.json".length)).join(", ")}`,
      fix: "Give the folder.",
    };
  }
  return {
    where: name,
    what: "there is no such run: neither a folder with run.json, nor an id in runs/",
    fix: "See the runs with: understudy loadtest report",
  };
}

function read<T>(file: string, problems: Problem[]): T | undefined {
  try {
    const content: T & { format?: number } = JSON.parse(readFileSync(file, "utf8"));
    if (content.format === 1) return content;
    problems.push({ where: file, what: `expected format 1, received ${content.format}` });
  } catch (error) {
    const reason = error instanceof SyntaxError ? "it is no JSON" : "the file is not there";
    problems.push({ where: file, what: `the run cannot be read: ${reason}` });
  }
  return undefined;
}
