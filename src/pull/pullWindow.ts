import { isoSeconds } from "../isoSeconds.ts";
import type { DailyHours } from "../sources/source.ts";

/** The time that a pull is about. */
export interface PullWindow {
  from: Date;
  to: Date;
  /** As the latency file says it: `7d`. Undefined if everything counts that the source has. */
  text?: string;
  hours?: DailyHours;
}

const DAY = 24 * 3_600_000;
const UNITS = { m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY } as const;

/** Returns the milliseconds of a window such as `7d`, or undefined if the text is none. */
export function parseWindow(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,4})([mhdw])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * UNITS[unit as keyof typeof UNITS];
}

/** The window of everything: no time is outside. */
export const EVERYTHING = { from: new Date(0), to: new Date(8.64e15) };

/** Returns a window for the latency file. `covers` are the first and the last request that the source has found. */
export function windowText(
  { text, hours }: PullWindow,
  covers: { from: Date; to: Date } | undefined,
): string {
  const days =
    text ?? (covers ? `${isoSeconds(covers.from)} to ${isoSeconds(covers.to)}` : "everything");
  return hours === undefined ? days : `${days}, ${hours.from}-${hours.to} ${hours.zone}`;
}
