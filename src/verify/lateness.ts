import type { Target } from "./judge/target.ts";

/** A client that is later than this share of a target, and later than a millisecond, measures itself. */
const LATE_SHARE = 0.02;
const LATE_MS = 1;

/** Returns how late the client may be for one request in a hundred, in milliseconds. */
export function allowedLateness({ quantiles, at }: Target): number {
  const least = Math.min(...quantiles.map(({ p }) => at(p).from));
  return Math.max(LATE_MS, LATE_SHARE * least);
}

/** Whether more than one request in a hundred left later than allowed. */
export function isTooLate(lateness: readonly number[], target: Target): boolean {
  const allowed = allowedLateness(target);
  let late = 0;
  for (const ms of lateness) if (ms > allowed) late++;
  return late > lateness.length / 100;
}
