import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf } from "../openapi/document/position.ts";
import type { Problem } from "../problem.ts";
import { PROJECT, stackFileOf } from "./stackFile.ts";

/**
 * The same problems, those in the stack's file with their line (`Pulumi.stg.yaml:14: services[0].replicas`), in the
 * order of their lines, and before the others.
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

/**
 * The same for any YAML file.
 * @param source.file as problems name it: those in it begin with it and a colon
 * @param keysIn the keys and indexes in the file of a path as problems write it
 */
export function withLinesOf(
  problems: Problem[],
  source: { file: string; text: string },
  keysIn: (path: string) => string[] = keysOf,
): Problem[] {
  const start = `${source.file}: `;
  const places = problems
    .filter(({ where }) => where.startsWith(start))
    .map((problem) => ({ problem, path: problem.where.slice(start.length) }));
  const pointers = places.map(({ path }) => pointerOf(keysIn(path)));
  const lines = linesOf(source, pointers);
  const located = places.map(({ problem, path }, index) => {
    const line = lines.get(pointers[index] ?? "") ?? 1;
    const where = `${source.file}:${line}${path === "" ? "" : `: ${path}`}`;
    return { line, problem: { ...problem, where } };
  });
  return [
    ...located.sort((a, b) => a.line - b.line).map(({ problem }) => problem),
    ...problems.filter(({ where }) => !where.startsWith(start)),
  ];
}

/** The keys and indexes of a path as problems write it. */
function keysOf(path: string): string[] {
  return [...path.matchAll(/\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\["(.*?)"\](?=$|[.[])/gy)].map(
    ([, name, index, quoted]) => name ?? index ?? quoted ?? "",
  );
}

/** Their JSON pointer. */
function pointerOf(keys: string[]): string {
  return ["", ...keys].map((key) => key.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
}
