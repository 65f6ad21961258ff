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
  const problems: Problem[] = [];
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

/** Returns what a pull says about each route, and about all requests together if they were asked for. */
export function allOf(pull: ServicePull): RoutePull[] {
  return [...(pull.default === undefined ? [] : [pull.default]), ...pull.routes];
}
