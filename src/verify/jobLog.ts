import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import type { Problem } from "../problem.ts";
import type { Report } from "./report.ts";
import type { Progress } from "./verification.ts";

// What the program in the cluster tells by its log. Each line has a mark, because a log may have other lines too, and a
// report is in short lines, because longer ones are broken.

const PROGRESS = "understudy-progress ";
const PART = "understudy-report ";
const END = "understudy-end";
const PROBLEMS = "understudy-problems ";
const LONGEST_LINE = 8_000;

export function progressLine(progress: Progress): string {
  return PROGRESS + JSON.stringify(progress);
}

export function problemLine(problems: readonly Problem[]): string {
  return PROBLEMS + JSON.stringify(problems);
}

export function reportLines(report: Report): string[] {
  const text = brotliCompressSync(JSON.stringify(report)).toString("base64");
  const parts = Array.from({ length: Math.ceil(text.length / LONGEST_LINE) }, (_, i) =>
    text.slice(i * LONGEST_LINE, (i + 1) * LONGEST_LINE),
  );
  return [...parts.map((part) => PART + part), END];
}

/** Returns the last progress that a log tells. */
export function progressIn(log: string): Progress | undefined {
  const line = log.split("\n").findLast((text) => text.startsWith(PROGRESS));
  return line === undefined ? undefined : JSON.parse(line.slice(PROGRESS.length));
}

/** Returns what a log tells in the end: a report, or why there is none; undefined if it does not end. */
export function resultIn(log: string): { report: Report } | { problems: Problem[] } | undefined {
  const lines = log.split("\n");
  const wrong = lines.find((line) => line.startsWith(PROBLEMS));
  if (wrong !== undefined) return { problems: JSON.parse(wrong.slice(PROBLEMS.length)) };
  if (!lines.includes(END)) return undefined;
  const text = lines
    .filter((line) => line.startsWith(PART))
    .map((line) => line.slice(PART.length))
    .join("");
  return { report: JSON.parse(brotliDecompressSync(Buffer.from(text, "base64")).toString()) };
}
