import { readFileSync, statSync } from "node:fs";
import { messageOf } from "../../cluster/connection.ts";
import { at, problemAt } from "../../config/values/check.ts";
import { withLinesOf } from "../../openapi/document/lines.ts";
import { type Problem, UserError } from "../../problem.ts";
import type { AgentRoute } from "../agent/takes.ts";
import { chosenRoutes } from "./chosenRoutes.ts";
import { readSeveral, type Several } from "./readSeveral.ts";

/** What a file says, and how problems name their lines in it. */
export interface SeveralFile {
  several: Several;
  /** By the names of the services that do not take all requests. */
  routes: ReadonlyMap<string, readonly AgentRoute[]>;
  /** Gives problems at places of the file their lines, and orders them by these. */
  withLines(problems: Problem[]): Problem[];
}

/**
 * Reads `understudy.yaml`.
 *
 * @throws {UserError} with everything that is wrong in it
 */
export function readSeveralFile(path: string): SeveralFile {
  const text = readText(path);
  const { several, problems } = readSeveral(text, path);
  const withLines = (found: Problem[]) => withLinesOf(found, { file: path, text });
  const missing = several.services
    .filter(({ directory }) => !statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    .map(({ field, directory }) =>
      problemAt(at(field, "directory"), `no such folder: ${directory}`),
    );
  const routes = several.services.flatMap((service) => {
    const chosen = chosenRoutes(service, missing);
    return chosen === undefined ? [] : [[service.name, chosen] as const];
  });
  const all = withLines([...problems, ...missing]);
  if (all.length > 0) throw new UserError(all);
  return { several, routes: new Map(routes), withLines };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const isMissing = Object(error).code === "ENOENT";
    const what = isMissing ? "no such file" : `cannot be read: ${messageOf(error)}`;
    const fix = "Write it as docs/laptop.md shows, or name another one with --file.";
    throw new UserError([{ where: path, what, fix }]);
  }
}
