import type { Profile, QuantilePoint } from "./profile.ts";
import { quantileFunction } from "./quantile.ts";

/** The share of a band is a multiple of `1 / BAND_STEPS`, so that three hex digits express it. */
export const BAND_STEPS = 4096;

/** An edge is rounded to two hex digits if that is precise enough, because the pattern is then shorter. */
const COARSE = BAND_STEPS / 256;

/** Narrower gaps between two named quantiles get no band of their own, because each band is a route in every proxy. */
const NARROWEST_GAP = BAND_STEPS / 32;

/** A share of a route's requests (`from` ≤ p < `to`, in steps of `1 / BAND_STEPS`), and their common delay. */
export interface Band {
  from: number;
  to: number;
  ms: number;
}

/**
 * Returns a distribution as a few fixed delays, for targets that support only fixed delays.
 *
 * Every quantile that the profile names lies inside a band, away from its edges, and that band has the quantile's value
 * as delay. So a measurement finds exactly this value. All other bands have their mean latency as delay, so that the
 * mean of the profile is right as well.
 */
export function bands(profile: Profile): Band[] {
  if (profile.kind === "fixed") return [{ from: 0, to: BAND_STEPS, ms: profile.ms }];
  const at = quantileFunction(profile);
  const named = namedQuantiles(profile);
  const result: Band[] = [];
  let from = 0;
  for (const [i, { p, ms }] of named.entries()) {
    const around = reach(named, i);
    const start = round(p - around, p);
    // A narrower gap becomes part of the upper quantile's band.
    if (start - from >= NARROWEST_GAP) {
      result.push({ from, to: start, ms: mean(at, from, start) });
      from = start;
    }
    const to = round(p + around, p);
    result.push({ from, to, ms });
    from = to;
  }
  return [...result, ...rest(profile, at, from)];
}

/** Returns the quantiles that get a band. One within two steps of either end only affects the outermost band's mean. */
function namedQuantiles(profile: Profile): QuantilePoint[] {
  const rarest = 2 / BAND_STEPS;
  if (profile.kind === "quantiles")
    return profile.points.filter(({ p }) => p >= rarest && p <= 1 - rarest);
  if (profile.kind !== "lognormal") return [];
  return [
    { p: 0.5, ms: profile.median },
    { p: 0.99, ms: profile.p99 },
  ];
}

/** Returns how far a named quantile's band extends to either side: half the way to its neighbour or the nearer end. */
function reach(named: QuantilePoint[], i: number): number {
  const p = named[i]?.p ?? 0.5;
  const left = p - (named[i - 1]?.p ?? 0);
  const right = (named[i + 1]?.p ?? 1) - p;
  return Math.min(p, 1 - p, left, right) / 2;
}

/** Returns an edge in steps: rounded, unless rounding moves it far, or close to the quantile `p` or beyond it. */
function round(edge: number, p: number): number {
  const fine = Math.round(edge * BAND_STEPS);
  const coarse = Math.round(fine / COARSE) * COARSE;
  const moved = (coarse / BAND_STEPS - p) / (edge - p);
  return moved >= 0.75 && moved <= 1.5 ? coarse : fine;
}

/** Returns the bands above the last named quantile: one, or eight equal ones for a uniform profile. */
function rest(profile: Profile, at: (p: number) => number, from: number): Band[] {
  const count = profile.kind === "uniform" ? 8 : 1;
  const width = (BAND_STEPS - from) / count;
  if (width === 0) return [];
  return Array.from({ length: count }, (_, i) => {
    const start = from + i * width;
    return { from: start, to: start + width, ms: mean(at, start, start + width) };
  });
}

/** Returns the mean latency between two steps, rounded to a tenth of a millisecond. */
function mean(at: (p: number) => number, from: number, to: number): number {
  const points = 64;
  let sum = 0;
  for (let i = 0; i < points; i++)
    sum += at((from + ((i + 0.5) * (to - from)) / points) / BAND_STEPS);
  return Math.max(Math.round((sum / points) * 10) / 10, Math.min(0.1, sum / points));
}
