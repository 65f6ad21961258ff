import { existsSync, readFileSync } from "node:fs";
import type { LatencyFile } from "../latency/file.ts";
import { type Problem, UserError } from "../problem.ts";
import { editLatencyText } from "./editLatencyText.ts";
import type { ServicePull } from "./pullService.ts";
import type { RoutePull } from "./routePull.ts";
import { writeAtomically } from "./writeAtomically.ts";

/**
 * Writes what a pull adds and replaces to the service's latency file. Returns whether the file has changed.
 *
 * @param path of the file, which may not exist yet
 * @throws {UserError} if the file's form does not allow it, or it cannot be written; then it has its old text
 */
export function writePull(path: string, file: LatencyFile | undefined, pull: ServicePull): boolean {
  const edits = allOf(pull)
    .filter(({ file }) => file === "add" || file === "replace")
    .flatMap(({ edit }) => edit ?? []);
  if (edits.length === 0) return false;
  const problems: Problem[] = changedSince(path, file?.text ?? "");
  if (problems.length > 0) throw new UserError(problems);
  const old = file ?? { file: path, text: "", routes: {} };
  const text = editLatencyText(old, edits, problems);
  if (text === undefined) throw new UserError(problems);
  try {
    writeAtomically(path, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError([{ where: path, what: `could not be written: ${why}` }]);
  }
  return true;
}

/** Returns a problem if writing the text again would undo what someone else has written in the meantime. */
function changedSince(path: string, text: string): Problem[] {
  const now = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  if (now.equals(Buffer.from(text))) return [];
  if (now.toString("utf8") === text) {
    return [{ where: path, what: "is not in UTF-8", fix: "Save it in this encoding." }];
  }
  const fix = "Pull again.";
  return [{ where: path, what: "has changed since the pull began, so it is not written", fix }];
}

/** Returns what a pull says about each route, and about all requests together if they were asked for. */
export function allOf(pull: ServicePull): RoutePull[] {
  return [...(pull.default === undefined ? [] : [pull.default]), ...pull.routes];
}
