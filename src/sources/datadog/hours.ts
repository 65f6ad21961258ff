import { UserError } from "../../problem.ts";
import type { SourceQuestion } from "../source.ts";
import type { Window } from "./scalar.ts";

/** All zones are away from UTC by a multiple of this. */
const STEP_MS = 15 * 60_000;

/**
 * Returns the window to ask for: that of the question, or the hours of a day in it.
 * @throws {UserError} if the hours are several windows, whose quantiles cannot be put together
 */
export function windowOf({ from, to, hours }: SourceQuestion): Window {
  if (hours === undefined) return { from, to };
  const { from: first, to: end, zone } = hours;
  const format = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    hour: "numeric",
    hourCycle: "h23",
  });
  const isInside = (time: number) => {
    const hour = Number(format.format(time));
    return first < end ? hour >= first && hour < end : hour >= first || hour < end;
  };
  const windows: Window[] = [];
  let start: number | undefined;
  for (let time = from.getTime(); time < to.getTime(); time = nextStep(time)) {
    if (isInside(time)) start ??= time;
    else if (start !== undefined) {
      windows.push({ from: new Date(start), to: new Date(time) });
      start = undefined;
    }
  }
  if (start !== undefined) windows.push({ from: new Date(start), to });
  const [only, ...others] = windows;
  if (only !== undefined && others.length === 0) return only;
  const text = `${first}-${end} ${zone}`;
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

function nextStep(time: number): number {
  return (Math.floor(time / STEP_MS) + 1) * STEP_MS;
}
