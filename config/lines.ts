import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../problem.ts";
import { linesOf } from "../routes/position.ts";
import { PROJECT, stackFileOf } from "./stackFile.ts";

/**
 * The same problems, those in the stack's file with their line (`Pulumi.stg.yaml:14: services[0].replicas`), in the
 * order of their lines, and before the others.
 */
export function withLines(problems: Problem[], stack: string, root: string): Problem[] {
  const file = stackFileOf(stack);
  const path = join(root, file);
  if (!existsSync(path)) return problems;
  const start = `${file}: `;
  const places = problems
    .filter(({ where }) => where.startsWith(start))
    .map((problem) => ({ problem, path: problem.where.slice(start.length) }));
  const pointers = places.map((place) => pointerOf(place.path));
  const lines = linesOf({ text: readFileSync(path, "utf8") }, pointers);
  const located = places.map(({ problem, path }, index) => {
    const line = lines.get(pointers[index] ?? "") ?? 1;
    return { line, problem: { ...problem, where: `${file}:${line}: ${path}` } };
  });
  return [
    ...located.sort((a, b) => a.line - b.line).map(({ problem }) => problem),
    ...problems.filter(({ where }) => !where.startsWith(start)),
  ];
}

/** The JSON pointer into the stack's file of a path as problems write it. */
function pointerOf(path: string): string {
  const keys = [...path.matchAll(/\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\["(.*?)"\](?=$|[.[])/gy)].map(
    ([, name, index, quoted]) => name ?? index ?? quoted ?? "",
  );
  const [first = "", ...rest] = keys;
  return ["", "config", `${PROJECT}:${first}`, ...rest]
    .map((key) => key.replaceAll("~", "~0").replaceAll("/", "~1"))
    .join("/");
}
