import { type ChiSquared, chiSquared } from "./chiSquared.ts";
import { type Decision, decide, type Interval, quantileInterval, together } from "./judge.ts";
import type { TargetBand } from "./target.ts";
import { allowedOf, type Tolerance } from "./tolerance.ts";

export interface JudgedBands {
  verdict: Decision;
  chiSquared: ChiSquared;
  bands: JudgedBand[];
  /** Answers that name no band, or none of these. */
  unknown: number;
}

export interface JudgedBand extends Interval {
  band: TargetBand;
  requests: number;
  verdict: Decision;
}

/**
 * Judges the bands of a distribution that the mesh makes: how many answers come from each, and whether the median of each
 * band is its delay. Shares pass unless they fail. Answers without a band fail, because then the mesh has other routes.
 *
 * @param sorted the times of each band's answers by its name, in ascending order
 */
export function judgeBands(
  sorted: ReadonlyMap<string, Float64Array>,
  bands: readonly TargetBand[],
  tolerance: Tolerance,
  alpha: number,
): JudgedBands {
  const judged = bands.map((band) => judgeBand(sorted.get(band.name), band, tolerance, alpha));
  const shares = chiSquared(
    judged.map(({ band, requests }) => ({ share: band.share, count: requests })),
  );
  const known = judged.reduce((sum, { requests }) => sum + requests, 0);
  let all = 0;
  for (const { length } of sorted.values()) all += length;
  const right = shares.p >= alpha && known === all;
  const verdict = together([{ verdict: right ? "pass" : "fail" }, ...judged]);
  return { verdict, chiSquared: shares, bands: judged, unknown: all - known };
}

function judgeBand(
  times: Float64Array = new Float64Array(),
  band: TargetBand,
  tolerance: Tolerance,
  alpha: number,
): JudgedBand {
  // A band is a single delay, so the tolerance of a tail does not apply.
  const allowed = allowedOf({ from: band.ms, to: band.ms }, 0.5, tolerance);
  const found = quantileInterval(times, 0.5, alpha);
  return { band, requests: times.length, ...found, verdict: decide(found.interval, allowed) };
}
