import { expect, test } from "vitest";
import {
  problemLine,
  progressIn,
  progressLine,
  reportLines,
  resultIn,
} from "../../src/verify/jobLog.ts";
import type { Report } from "../../src/verify/report.ts";

const PROGRESS = { requests: 10, ms: 2_000, decided: 1, routes: 3 };

test("a report comes back from a log in which others write, too", () => {
  const report = { format: 1, stack: "stg", services: Array.from({ length: 3_000 }, Math.random) };
  const lines = reportLines(report as unknown as Report);
  expect(lines.length).toBeGreaterThan(3);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(8_192);
  const log = ["warning", progressLine(PROGRESS), ...lines.flatMap((line) => [line, "more"])].join(
    "\n",
  );
  expect(resultIn(log)).toEqual({ report });
  expect(progressIn(log)).toEqual(PROGRESS);
});

test("a log that does not end has no report yet", () => {
  const lines = reportLines({ format: 1 } as Report);
  expect(resultIn(lines.slice(0, -1).join("\n"))).toBeUndefined();
  expect(progressIn("")).toBeUndefined();
});

test("problems are told instead", () => {
  const problems = [{ where: "shop", what: "no mock answers there" }];
  expect(resultIn(problemLine(problems))).toEqual({ problems });
});
