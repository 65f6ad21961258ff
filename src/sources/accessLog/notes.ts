import { isoSeconds } from "../../isoSeconds.ts";
import { type Problem, UserError } from "../../problem.ts";
import type { SourceQuestion } from "../source.ts";
import { countText, numberText } from "./numberText.ts";
import type { Reading } from "./readLog.ts";

/** Returns what the user should know about a reading, as sentences. */
export function notesOf(reading: Reading, isGuessed: boolean): string[] {
  const { format, lines, broken, withoutRequest, outside } = reading;
  const notes: string[] = [];
  if (isGuessed) notes.push(`The format is ${format.title}, guessed from the first lines.`);
  if (format.rounding !== undefined) notes.push(format.rounding.why);
  if (!format.hasTime) notes.push("The lines have no time, so all of them count.");
  if (outside > 0) notes.push(`Left out: ${countText(outside, "request")} outside the window.`);
  if (withoutRequest > 0) {
    notes.push(`Left out: ${countText(withoutRequest, "line")} about no request of HTTP.`);
  }
  if (broken.count > 0) {
    const share = `${numberText(broken.count)} of ${countText(lines, "line")}`;
    const shown = broken.shown.map((line) => `\n  ${line}`).join("");
    notes.push(`Left out: ${share} in another format, such as${shown}`);
  }
  return notes;
}

/** Returns the times of the first and the last request that count, or undefined if lines have no time. */
export function coveredTime(
  { earliest, latest }: Reading,
  { from, to }: SourceQuestion,
): { from: Date; to: Date } | undefined {
  if (earliest > latest) return undefined;
  return {
    from: new Date(Math.max(earliest, from.getTime())),
    to: new Date(Math.min(latest, to.getTime())),
  };
}

/** From 1970 on: the question is about the whole log. */
const EARLIEST = 0;

/** @throws {UserError} if only a part of the time counts, but the lines have no time */
export function refuseTimeless(
  { format }: Reading,
  { from, hours }: SourceQuestion,
  where: string,
): void {
  if (format.hasTime || (hours === undefined && from.getTime() <= EARLIEST)) return;
  const option = hours === undefined ? "--window" : "--hours";
  const what = `the lines have no time, so ${option} can't be applied`;
  const fix = `Leave out ${option}, or add the time to the log's format.`;
  throw new UserError([{ where, what, fix }]);
}

/** @throws {UserError} if no line of a reading counts */
export function refuseEmpty(
  { inside, earliest, latest, lines }: Reading,
  { from, to, hours }: SourceQuestion,
  where: string,
): void {
  if (inside > 0) return;
  if (earliest > latest) {
    const what = `no line is about a request of HTTP, of ${countText(lines, "line")}`;
    throw new UserError([{ where, what }]);
  }
  const times = [
    ...(from.getTime() <= EARLIEST
      ? []
      : [`in the window, ${isoSeconds(from)} to ${isoSeconds(to)}`]),
    ...(hours ? [`between ${hours.from} and ${hours.to} o'clock in ${hours.zone}`] : []),
  ];
  const problem: Problem = {
    where,
    what: `no request is ${times.join(" ")}; the log is from ${isoSeconds(earliest)} to ${isoSeconds(latest)}`,
    fix:
      hours === undefined
        ? "Leave out --window: then the whole log counts."
        : `Change --hours${times.length > 1 ? ", or --window" : ""}.`,
  };
  throw new UserError([problem]);
}
