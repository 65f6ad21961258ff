import { formatDuration } from "../../latency/duration.ts";
import type { ThresholdCheck } from "../runRecord.ts";
import { isLeast } from "./limits.ts";
import { figureText, plural } from "./units.ts";

/** Returns which limit a check is about: `p95 of GET /orders at most 100ms`, `rate of all in stage 2 at least 50/s`. */
export function limitText({ route, stage, limit, expected }: ThresholdCheck): string {
  const where = stage === undefined ? route : `${route} in stage ${stage}`;
  return `${limit} of ${where} ${isLeast(limit) ? "at least" : "at most"} ${figureText(limit, expected)}`;
}

/** Returns what was found in place of a limit. A figure that only looks like its limit is told with all its digits. */
export function receivedText(check: ThresholdCheck): string {
  const { limit, expected, received, untimed, isKept } = check;
  if (received === undefined) {
    return untimed === undefined
      ? "that had no requests"
      : `that had ${plural(untimed, "request")} without a response time`;
  }
  const text = figureText(limit, received);
  if (isKept || text !== figureText(limit, expected)) return text;
  return limit === "failures"
    ? `${received * 100} %`
    : limit === "rate"
      ? `${received}/s`
      : `${received}ms`;
}

/** Returns seconds for people: `10m`. */
export function secondsText(seconds: number): string {
  return formatDuration(Math.round(seconds) * 1000);
}
