import { UserError } from "../../problem.ts";
import type { SourceQuestion } from "../source.ts";
import { addBrokenLine, type BrokenLines } from "./brokenLines.ts";
import { type Counted, requestCounter } from "./countRequests.ts";
import { formatOf, type GivenFormat } from "./formats/chooseFormat.ts";
import type { JsonFields } from "./formats/jsonLines.ts";
import { emptyEntry, type LogFormat } from "./formats/logFormat.ts";
import type { LogInput } from "./inputs.ts";
import { eachLine } from "./lines.ts";
import { countText } from "./numberText.ts";

/** What a log says about a question. */
export interface Reading extends Counted {
  format: LogFormat;
  lines: number;
  broken: BrokenLines;
}

/** How a log is to be read. */
export interface ReadOptions {
  format: GivenFormat;
  fields: JsonFields;
  /** Hosts of the service. */
  hosts: readonly string[];
}

/** The format is guessed from so many lines: a sidecar writes some hundred of another kind when it starts. */
const FIRST_LINES = 1_000;
/** A log has another format than said if fewer lines than one in so many have the format. */
const LEAST_SHARE = 10;
/** The user is told after so many lines how far it is. */
const STEP = 250_000;
/** After so many lines it is certain that a log has another format. */
const ENOUGH = 10_000;

/**
 * Reads a log once, in memory that does not grow with it.
 *
 * @throws {UserError} if it can't be read, has no line, or nearly all lines have another format
 */
export async function readLog(
  inputs: readonly LogInput[],
  { format: given, fields, hosts }: ReadOptions,
  question: SourceQuestion,
): Promise<Reading> {
  const { counted, count } = requestCounter(question, hosts);
  const broken: BrokenLines = { count: 0, shown: [] };
  const entry = emptyEntry();
  let lines = 0;
  let format: LogFormat | undefined;
  let first: { name: string; line: string; number: number }[] = [];

  const take = (known: LogFormat, name: string, line: string, number: number): void => {
    lines++;
    if (known.read(line, entry)) count(entry);
    else addBrokenLine(broken, `${name}:${number}`, line);
    if (lines === ENOUGH) refuseOtherFormat(known, broken, lines);
    if (lines % STEP === 0) question.progress?.(`${name}: ${countText(number, "line")}`);
  };
  const decide = (): LogFormat => {
    const name = first[0]?.name ?? "";
    const known = formatOf(
      given,
      fields,
      first.map(({ line }) => line),
      name,
    );
    for (const one of first) take(known, one.name, one.line, one.number);
    first = [];
    return known;
  };

  for (const { name, read } of inputs) {
    await eachLine(read(), (line, number) => {
      if (format === undefined) first.push({ name, line, number });
      else take(format, name, line, number);
      if (first.length === FIRST_LINES) format = decide();
    });
  }
  if (format === undefined && first.length === 0) {
    throw new UserError([
      { where: inputs.map(({ name }) => name).join(", "), what: "there is no line in it" },
    ]);
  }
  format ??= decide();
  refuseOtherFormat(format, broken, lines);
  return { ...counted, format, lines, broken };
}

/** @throws {UserError} if nearly all lines are broken */
function refuseOtherFormat({ title }: LogFormat, broken: BrokenLines, lines: number): void {
  if ((lines - broken.count) * LEAST_SHARE >= lines) return;
  const where = /^.*(?=:\d+: )/.exec(broken.shown[0] ?? "")?.[0] ?? "";
  const examples = broken.shown.map((line) => `\n    ${line}`).join("");
  const what = `expected ${title}, but ${broken.count} of the first ${lines} lines have another format`;
  const fix = `Correct --format, or leave it out. The first of these lines:${examples}`;
  throw new UserError([{ where, what, fix }]);
}
