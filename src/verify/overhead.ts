import type { RouteReport } from "./report.ts";

/** A median whose interval is wider than this says nothing about a hop of a millisecond. */
const WIDEST_MS = 5;

/**
 * Returns what the answers of a service take beyond their targets: of the differences between measured medians and their
 * targets the middle one, where a difference weighs more the better it is known. A route that is wrong changes it little.
 * Returns undefined if no median is known well enough.
 */
export function overheadOf(routes: readonly RouteReport[]): number | undefined {
  const differences = routes.flatMap(differenceOf).sort((a, b) => a.ms - b.ms);
  const half = differences.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let passed = 0;
  for (const { ms, weight } of differences) {
    passed += weight;
    if (passed >= half) return Number(ms.toFixed(2));
  }
  return undefined;
}

function differenceOf({ quantiles, verdict }: RouteReport): { ms: number; weight: number }[] {
  const median = quantiles.find(({ p }) => p === 0.5);
  if (median === undefined || verdict === "not measurable") return [];
  const { measured, target, interval } = median;
  if (measured === null || interval.from === null || interval.to === null) return [];
  const width = interval.to - interval.from;
  // Between two bands either of them is right.
  if (target.from !== target.to || width > WIDEST_MS) return [];
  return [{ ms: measured - target.to, weight: 1 / Math.max(width, 0.1) }];
}
