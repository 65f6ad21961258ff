import { readDecimal, readDigits } from "./decimal.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTH_NUMBERS = new Map(MONTHS.map((name, index) => [name, index]));

/** Seconds since 1970 stay below this until the year 5138; greater numbers are milliseconds, and so on. */
const GREATEST_SECONDS = 1e11;

/**
 * Returns the time in `text` from `start` to `end` as milliseconds since 1970, or NaN if there is none. Three forms are
 * known: that of the Common Log Format (`27/Nov/2026:06:45:33 +0900`), ISO 8601 (`2026-11-27T06:45:33.123+09:00`; UTC
 * if no zone is given), and numbers since 1970 in seconds (`1795761933.123`), milliseconds, microseconds or nanoseconds.
 */
export function readTime(text: string, start: number, end: number): number {
  if (text[start + 2] === "/") return readCommonLogTime(text, start, end);
  return text[start + 4] === "-" ? readIsoTime(text, start, end) : readEpoch(text, start, end);
}

function readCommonLogTime(text: string, start: number, end: number): number {
  const month = MONTH_NUMBERS.get(text.slice(start + 3, start + 6)) ?? Number.NaN;
  const clock = readClock(text, start + 12);
  const date = Date.UTC(readDigits(text, start + 7, 4), month, readDigits(text, start, 2));
  if (text[start + 20] !== " ") return Number.NaN;
  return date + clock - readZone(text, start + 21, end);
}

function readIsoTime(text: string, start: number, end: number): number {
  const month = readDigits(text, start + 5, 2) - 1;
  const date = Date.UTC(readDigits(text, start, 4), month, readDigits(text, start + 8, 2));
  const clock = readClock(text, start + 11);
  let zone = start + 19;
  let fraction = 0;
  if (text[zone] === "." || text[zone] === ",") {
    const first = zone + 1;
    zone = first;
    while (zone < end && !Number.isNaN(readDigits(text, zone, 1))) zone++;
    fraction = Math.floor(readDecimal(text, first, zone, 3 - (zone - first)));
  }
  return date + clock + fraction - readZone(text, zone, end);
}

/** Reads `06:45:33` as milliseconds. */
function readClock(text: string, start: number): number {
  if (text[start + 2] !== ":" || text[start + 5] !== ":") return Number.NaN;
  const hours = readDigits(text, start, 2);
  const minutes = readDigits(text, start + 3, 2);
  return ((hours * 60 + minutes) * 60 + readDigits(text, start + 6, 2)) * 1000;
}

/** Reads `Z`, `+0900`, `+09:00` or nothing as the milliseconds by which local time is ahead of UTC. */
function readZone(text: string, start: number, end: number): number {
  if (start === end || (start + 1 === end && text[start] === "Z")) return 0;
  const sign = text[start] === "+" ? 1 : text[start] === "-" ? -1 : Number.NaN;
  const colon = text[start + 3] === ":" ? 1 : 0;
  if (start + 5 + colon !== end) return Number.NaN;
  const minutes = readDigits(text, start + 1, 2) * 60 + readDigits(text, start + 3 + colon, 2);
  return sign * minutes * 60_000;
}

function readEpoch(text: string, start: number, end: number): number {
  let seconds = readDecimal(text, start, Math.min(end, start + 17));
  // More than 17 characters are nanoseconds, whose last digits make no difference.
  if (end - start > 17) seconds = readDecimal(text, start, start + 13) * 1e6;
  // The unit follows from the size.
  let value = seconds * 1000;
  while (value >= GREATEST_SECONDS * 1000) value /= 1000;
  return Math.floor(value);
}
