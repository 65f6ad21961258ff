/** The digits of packed numbers. */
export const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** The shortest time in milliseconds, and how many times longer the longest is: 10 µs to an hour. */
export const SHORTEST = 0.01;
export const RANGE = 3.6e8;
export const STEPS = DIGITS.length ** 2 - 1;

/**
 * Returns times as two characters each, so that the page of hundreds of routes stays small: the place of the time on a log
 * axis, with an error of at most 0.25 %, and `~~` for null. `unpackTimes` in `drawScript.ts` is its reverse.
 */
export function packTimes(times: readonly (number | null)[]): string {
  return times.map((ms) => (ms === null ? "~~" : packTime(ms))).join("");
}

function packTime(ms: number): string {
  const share = Math.log(Math.max(ms, SHORTEST) / SHORTEST) / Math.log(RANGE);
  const step = Math.min(STEPS, Math.round(share * STEPS));
  return `${DIGITS[Math.floor(step / DIGITS.length)]}${DIGITS[step % DIGITS.length]}`;
}

/** Lowest and highest time of a series, and its times between them. */
export type Series = [low: number, high: number, times: string];

/**
 * Returns times as one character each, and `~` for null: their places on a log axis from the lowest to the highest of
 * them. Where these differ by a factor of 2, the error is at most 0.6 %.
 */
export function packSeries(times: readonly (number | null)[]): Series {
  const known = times.filter((ms) => ms !== null).map((ms) => Math.max(ms, SHORTEST));
  const low = known.length === 0 ? 1 : Math.min(...known);
  const high = known.length === 0 ? 1 : Math.max(...known);
  const step = Math.log(high / low) / (DIGITS.length - 1) || 1;
  const digit = (ms: number) => DIGITS[Math.round(Math.log(Math.max(ms, low) / low) / step)];
  return [low, high, times.map((ms) => (ms === null ? "~" : digit(ms))).join("")];
}

/** Returns shares as one character each, in 63rds of the greatest one. */
export function packShares(shares: readonly number[], greatest: number): string {
  const most = DIGITS.length - 1;
  return shares.map((share) => DIGITS[Math.round((share / (greatest || 1)) * most)]).join("");
}
