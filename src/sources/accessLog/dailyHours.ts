import { isWithin, QUARTER, zoneClock } from "../dailyWindows.ts";
import type { DailyHours } from "../source.ts";

/** Returns a function that tells whether a time, in milliseconds since 1970, is in the daily hours. */
export function dailyHoursTest(hours: DailyHours): (time: number) => boolean {
  const hourOf = zoneClock(hours.zone);
  const known = new Map<number, boolean>();
  return (time) => {
    const quarter = Math.floor(time / QUARTER);
    const isIn = known.get(quarter) ?? isWithin(hourOf(quarter * QUARTER), hours);
    known.set(quarter, isIn);
    return isIn;
  };
}
