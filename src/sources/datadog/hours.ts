import { UserError } from "../../problem.ts";
import { dailyWindows, type Window } from "../dailyWindows.ts";
import type { SourceQuestion } from "../source.ts";

/** The windows to ask for: the whole one, or the same hours of each day in it. */
export interface Windows {
  each: readonly Window[];
  /** From the beginning of the first to the end of the last. */
  whole: Window;
}

/** @throws {UserError} if the window has none of the hours */
export function windowsOf({ from, to, hours }: SourceQuestion): Windows {
  const each = dailyWindows({ from, to }, hours);
  const [first, last] = [each.at(0), each.at(-1)];
  if (first === undefined || last === undefined) {
    const text = hours && `${hours.from}-${hours.to} ${hours.zone}`;
    const what = `the window has no time from ${text}`;
    throw new UserError([{ where: "--hours", what, fix: "Ask for a longer --window." }]);
  }
  return { each, whole: { from: first.from, to: last.to } };
}
