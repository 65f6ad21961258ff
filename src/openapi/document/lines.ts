import type { Problem } from "../../problem.ts";
import { toPointer } from "./node.ts";
import { linesOf } from "./position.ts";

/**
 * Returns the same problems. Those in the file get their line (`routes.yaml:14: http[0].match`) and come first, in the
 * order of their lines.
 *
 * @param source.file The file's name in problems: those in it begin with it and a colon, or have their line already.
 * @param keysIn Returns the keys and indexes in the file of a path as problems write it.
 */
export function withLinesOf(
  problems: Problem[],
  source: { file: string; text: string },
  keysIn: (path: string) => string[] = keysOf,
): Problem[] {
  const start = `${source.file}: `;
  const lineOf = ({ where }: Problem): number =>
    where.startsWith(`${source.file}:`)
      ? Number.parseInt(where.slice(source.file.length + 1), 10)
      : NaN;
  const places = problems
    .filter(({ where }) => where.startsWith(start))
    .map((problem) => ({ problem, path: problem.where.slice(start.length) }));
  const pointers = places.map(({ path }) => toPointer(keysIn(path)));
  const lines = linesOf(source, pointers);
  const located = places.map(({ problem, path }, index) => {
    const line = lines.get(pointers[index] ?? "") ?? 1;
    const where = `${source.file}:${line}${path === "" ? "" : `: ${path}`}`;
    return { line, problem: { ...problem, where } };
  });
  const known = problems
    .map((problem) => ({ line: lineOf(problem), problem }))
    .filter(({ line }) => !Number.isNaN(line));
  const others = problems.filter(
    (problem) => !problem.where.startsWith(start) && Number.isNaN(lineOf(problem)),
  );
  const inFile = [...located, ...known].sort((a, b) => a.line - b.line);
  return [...inFile.map(({ problem }) => problem), ...others];
}

/** Returns the keys and indexes of a path as problems write it. */
export function keysOf(path: string): string[] {
  return [...path.matchAll(/\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\["(.*?)"\](?=$|[.[])/gy)].map(
    ([, name, index, quoted]) => name ?? index ?? quoted ?? "",
  );
}
