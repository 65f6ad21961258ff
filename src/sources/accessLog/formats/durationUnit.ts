import { parseDuration } from "../../../latency/duration.ts";

/** Milliseconds of each unit of durations that are numbers. */
const MILLISECONDS = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000 } as const;
export type Unit = keyof typeof MILLISECONDS;
export const UNITS = Object.keys(MILLISECONDS) as Unit[];

/**
 * Returns a function for the milliseconds of a text: of a number in a unit, or of a duration with its own unit, `12.5ms`.
 * It returns NaN for anything else.
 */
export function durationUnit(unit: Unit | undefined): (text: string) => number {
  const factor = unit === undefined ? Number.NaN : MILLISECONDS[unit];
  return (text) => {
    const number = text === "" ? Number.NaN : Number(text);
    if (Number.isNaN(number)) return parseDuration(text) ?? Number.NaN;
    if (number < 0) return Number.NaN;
    return factor === 1 ? number : round(number * factor);
  };
}

/** Removes what the multiplication added behind the twelfth digit: 0.029 s are 29 ms, not 29.000000000000004. */
function round(ms: number): number {
  return Number(ms.toPrecision(12));
}
