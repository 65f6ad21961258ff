import { nearestRank, quantileInterval } from "./judge/judge.ts";
import type { Target } from "./judge/target.ts";
import type { CourseSlice, DistributionPoint, HistogramReport } from "./report.ts";

/** Where both distributions are compared: the nearer to the tail, the more points. */
const POINTS = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95,
  0.965, 0.975, 0.98, 0.985, 0.99, 0.9925, 0.995, 0.9975, 0.999, 0.9995, 0.9999,
];

/** Buckets of a histogram, and slices of a course. */
const BUCKETS = 32;
const SLICES = 30;

/** Returns a time in milliseconds with four digits, which is more than measurements have; null if it is infinite. */
export function rounded(ms: number): number | null {
  return Number.isFinite(ms) ? Number(ms.toPrecision(4)) : null;
}

/**
 * Returns the distribution that was asked and the one that was measured.
 *
 * @param alpha permitted error of each interval
 */
export function pointsOf(sorted: Float64Array, target: Target, alpha: number): DistributionPoint[] {
  if (sorted.length === 0) return [];
  const named = target.quantiles.map(({ p }) => p);
  return [...new Set([...POINTS, ...named])]
    .sort((a, b) => a - b)
    .map((p) => {
      const { measured, interval } = quantileInterval(sorted, p, alpha);
      return {
        p,
        target: rounded(target.at(p).to) ?? 0,
        // There is no request beyond the slowest one.
        measured: (1 - p) * sorted.length < 1 ? null : rounded(measured),
        from: rounded(interval.from),
        to: rounded(interval.to),
      };
    });
}

/** How finely the target is divided for its histogram. */
const PARTS = 2000;

/** Returns both distributions in buckets that are equally wide on a log axis. */
export function histogramOf(sorted: Float64Array, target: Target): HistogramReport | undefined {
  const answered = sorted.filter((ms) => Number.isFinite(ms));
  if (answered.length === 0) return undefined;
  const asked = Float64Array.from({ length: PARTS }, (_, i) => target.at((i + 0.5) / PARTS).to);
  const least = 0.9 * Math.max(0.01, Math.min(answered[0] ?? 1, asked[0] ?? 1));
  const most = 1.1 * Math.max(answered.at(-1) ?? 1, asked.at(-1) ?? 1, 1.2 * least);
  const growth = (most / least) ** (1 / BUCKETS);
  const shares = (times: Float64Array) => {
    const counts = Array.from({ length: BUCKETS }, () => 0);
    for (const ms of times) {
      const bucket = Math.floor(Math.log(Math.max(ms, least) / least) / Math.log(growth));
      const index = Math.min(BUCKETS - 1, bucket);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    return counts.map((count) => Number((count / times.length).toFixed(5)));
  };
  return {
    first: rounded(least) ?? 0,
    growth: Number(growth.toFixed(6)),
    measured: shares(answered),
    target: shares(asked),
  };
}

/** Returns what was measured in equal slices of the run. */
export function courseOf(
  times: readonly number[],
  departures: readonly number[],
  runMs: number,
): CourseSlice[] {
  if (times.length === 0 || runMs <= 0) return [];
  const slices: number[][] = Array.from({ length: SLICES }, () => []);
  for (const [i, time] of times.entries()) {
    const at = Math.floor(((departures[i] ?? 0) / runMs) * SLICES);
    slices[Math.min(SLICES - 1, at)]?.push(time);
  }
  return slices.map((slice, i) => {
    const sorted = Float64Array.from(slice).sort();
    const at = (p: number) => rounded(nearestRank(sorted, p));
    return {
      at: Number(((i * runMs) / SLICES / 1000).toFixed(2)),
      requests: sorted.length,
      p50: at(0.5),
      p95: at(0.95),
      max: at(1),
    };
  });
}
