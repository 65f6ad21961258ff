const MILLISECONDS = { us: 0.001, µs: 0.001, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
type Unit = keyof typeof MILLISECONDS;

/** A timer of Node's that is set for longer than 24 days ends at once. */
export const LONGEST_WAIT = "500h";

const PART = /(\d+(?:\.\d+)?)(us|µs|ms|s|m|h)/y;

/**
 * Returns the milliseconds of a duration with units, such as `250ms`, `1.5s`, `800us`, `2m`, `1h30m`, or undefined if
 * the text is not a duration.
 */
export function parseDuration(text: string): number | undefined {
  let total = 0;
  PART.lastIndex = 0;
  do {
    const part = PART.exec(text);
    if (part === null) return undefined;
    total += Number(part[1]) * MILLISECONDS[part[2] as Unit];
  } while (PART.lastIndex < text.length);
  return total;
}

/** Returns the milliseconds of a duration that a timer can wait for: above zero, and at most `LONGEST_WAIT`. */
export function parseWait(text: string): number | undefined {
  const ms = parseDuration(text) ?? 0;
  return ms > 0 && ms <= (parseDuration(LONGEST_WAIT) ?? 0) ? ms : undefined;
}

/** Returns a duration for people: in the largest natural unit, with at most four significant digits. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0ms";
  const unit = ms < 1 ? "us" : ms < 1_000 ? "ms" : ms < 120_000 ? "s" : ms < 7_200_000 ? "m" : "h";
  return `${Number((ms / MILLISECONDS[unit]).toPrecision(4))}${unit}`;
}
