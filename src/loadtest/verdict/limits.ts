import type { ThresholdCheck } from "../runRecord.ts";

/** All limits, in the order of reports. */
export const LIMITS = ["p50", "p95", "p99", "max", "failures", "rate", "requests"] as const;

export type Limit = ThresholdCheck["limit"];

/** Returns whether a limit is the least that is allowed, and not the most. */
export function isLeast(limit: Limit): boolean {
  return limit === "rate" || limit === "requests";
}
