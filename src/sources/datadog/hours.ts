import { UserError } from "../../problem.ts";
import { dailyWindows } from "../dailyWindows.ts";
import type { SourceQuestion } from "../source.ts";
import type { Window } from "./scalar.ts";

/**
 * Returns the window to ask for: that of the question, or the hours of a day in it.
 * @throws {UserError} if the hours are several windows, whose quantiles cannot be put together
 */
export function windowOf({ from, to, hours }: SourceQuestion): Window {
  const windows = dailyWindows({ from, to }, hours);
  const [only, ...others] = windows;
  if (only !== undefined && others.length === 0) return only;
  const text = hours && `${hours.from}-${hours.to} ${hours.zone}`;
  throw new UserError([
    only === undefined
      ? {
          where: "--hours",
          what: `the window has no time from ${text}`,
          fix: "Ask for a longer --window.",
        }
      : {
          where: "--hours",
          what: `${text} is ${windows.length} windows here, and Datadog gives the quantiles of one window, which cannot be put together from those of several`,
          fix: "Ask for one day with --window 24h, or take access logs or Prometheus as the source.",
        },
  ]);
}
