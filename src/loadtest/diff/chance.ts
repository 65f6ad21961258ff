import type { Grouped } from "./grouped.ts";
import { twoSidedP } from "./studentT.ts";

/** Numbers of groups that a run is divided into. Coarser groups show noise that is slower. */
export const GROUPS = [16, 8] as const;

/** The same route in both runs. */
export type Pair = [a: Grouped, b: Grouped];

/**
 * By so much two runs of one machine differ beyond what the noise within each of them tells: processes are placed and
 * warmed up anew for each run. The share is of the smaller one of both. The tail depends more on the machine.
 */
export const ALLOWANCE = { typical: 0.015, p50: 0.02, p95: 0.035, p99: 0.05, rate: 0.01 };

/** The same in milliseconds, which counts for fast routes. */
export const LEAST_MS = 0.3;

/**
 * Returns how likely two runs of the same thing are to differ as much.
 *
 * @param allowed by which they may differ anyway
 * @param error the difference's standard error
 */
export function pOf(difference: number, allowed: number, error: number): number {
  const beyond = Math.abs(difference) - allowed;
  return beyond <= 0 ? 1 : twoSidedP(beyond / error, GROUPS[0] - 1);
}
