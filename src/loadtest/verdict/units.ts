import { formatDuration } from "../../latency/duration.ts";
import type { ThresholdCheck } from "../runRecord.ts";

/** Returns a share for people: `1.25 %`. */
export function percent(share: number): string {
  return `${shortNumber(share * 100)} %`;
}

/** Returns a number with at most three significant digits, and all digits before the point: `1234`, `12.3`, `0.0123`. */
export function shortNumber(value: number): string {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** Returns a figure with its unit: `12.3ms`, `0.5 %`, `120/s`, `1000`. */
export function figureText(limit: ThresholdCheck["limit"], value: number): string {
  switch (limit) {
    case "failures":
      return percent(value);
    case "rate":
      return `${shortNumber(value)}/s`;
    case "requests":
      return String(value);
    default:
      return formatDuration(value);
  }
}

/** Returns `1 user` and `2 users`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
