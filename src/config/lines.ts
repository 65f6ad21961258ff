import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { keysOf, withLinesOf } from "../openapi/document/lines.ts";
import type { Problem } from "../problem.ts";
import { PROJECT, stackFileOf } from "./stackFile.ts";

/**
 * Returns the same problems. Those in the stack's file get their line (`Pulumi.stg.yaml:14: services[0].replicas`), are
 * ordered by line, and come first.
 */
export function withLines(problems: Problem[], stack: string, root: string): Problem[] {
  const file = stackFileOf(stack);
  const path = join(root, file);
  if (!existsSync(path)) return problems;
  return withLinesOf(problems, { file, text: readFileSync(path, "utf8") }, (path) => {
    const [first = "", ...rest] = keysOf(path);
    return ["config", `${PROJECT}:${first}`, ...rest];
  });
}
