import { relative, sep } from "node:path";
import type { Problem } from "../problem.ts";
import type { Issue, Place } from "./context.ts";
import { type DocumentFile, pointerTo } from "./document/node.ts";
import { linesOf } from "./document/position.ts";
import type { RouteKey } from "./table/table.ts";

/** Returns issues as problems, sorted by file and line. Lines are looked up only here, once for each file. */
export function toProblems(issues: Iterable<Issue>): Problem[] {
  const all = [...issues];
  const pointers = new Map<DocumentFile, string[]>();
  for (const { place } of all) {
    if ("file" in place)
      pointers.set(place.file, [...(pointers.get(place.file) ?? []), pointerTo(place)]);
  }
  const lines = new Map([...pointers].map(([file, asked]) => [file, linesOf(file, asked)]));
  const located = all.map((issue) => ({ issue, line: lineOf(issue.place, lines) }));
  const files = [...new Set(all.map(({ place }) => pathOf(place)))];
  return located
    .toSorted(
      (a, b) =>
        files.indexOf(pathOf(a.issue.place)) - files.indexOf(pathOf(b.issue.place)) ||
        (a.line ?? 0) - (b.line ?? 0),
    )
    .map(({ issue, line }) => toProblem(issue, line));
}

function toProblem(
  { place, what, fix, within, leftOut }: Issue,
  line: number | undefined,
): Problem {
  const path = shownPath(pathOf(place));
  const at = line === undefined ? path : `${path}:${line}`;
  const advice = [fix, leftOutText(leftOut)].filter((sentence) => sentence !== undefined);
  return {
    where: within === undefined ? at : `${at}: ${within}`,
    what,
    ...(advice.length > 0 && { fix: advice.join(" ") }),
  };
}

function leftOutText(leftOut: Set<RouteKey>): string | undefined {
  const shown = [...leftOut].slice(0, 3);
  if (shown.length === 0) return undefined;
  const more = leftOut.size > shown.length ? ` and ${leftOut.size - shown.length} more` : "";
  return `Left out: ${shown.join(", ")}${more}.`;
}

function lineOf(place: Place, lines: Map<DocumentFile, Map<string, number>>): number | undefined {
  return "file" in place ? lines.get(place.file)?.get(pointerTo(place)) : place.line;
}

function pathOf(place: Place): string {
  return "file" in place ? place.file.path : place.path;
}

/** Returns a path relative to the working directory if the file is inside it. */
function shownPath(path: string): string {
  const way = relative(process.cwd(), path);
  return way === "" || way === ".." || way.startsWith(`..${sep}`) ? path : way;
}
