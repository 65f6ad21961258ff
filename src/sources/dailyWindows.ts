import type { DailyHours } from "./source.ts";

/** A part of a question's window, from `from` (included) to `to` (excluded). */
export interface Window {
  from: Date;
  to: Date;
}

/** All time zones change their offset at a multiple of a quarter of an hour, and have offsets that are multiples. */
export const QUARTER = 900_000;

/**
 * Returns the parts of a window in which the clock of a time zone shows one of the daily hours, in their order. On the
 * day on which clocks are put back, an hour that comes twice counts twice.
 */
export function dailyWindows({ from, to }: Window, hours: DailyHours | undefined): Window[] {
  if (hours === undefined) return [{ from, to }];
  const hourOf = zoneClock(hours.zone);
  const windows: Window[] = [];
  let start: number | undefined;
  const close = (end: number) => {
    if (start !== undefined) windows.push({ from: new Date(start), to: new Date(end) });
    start = undefined;
  };
  let at = Math.floor(from.getTime() / QUARTER) * QUARTER;
  for (; at < to.getTime(); at += QUARTER) {
    if (isWithin(hourOf(at), hours)) start ??= Math.max(at, from.getTime());
    else close(at);
  }
  close(to.getTime());
  return windows;
}

/** Whether an hour of the day, with its minutes as a fraction, is one of the daily hours. */
export function isWithin(hour: number, { from, to }: DailyHours): boolean {
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}

/** Returns a function for the hour of the day at a time, with its minutes as a fraction. */
export function zoneClock(timeZone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (time) => {
    const [hour = 0, minute = 0] = format.format(time).split(":").map(Number);
    return hour + minute / 60;
  };
}
