import type { Profile, QuantilePoint } from "./profile.ts";
import { quantileFunction } from "./quantile.ts";

/** Shares of bands are multiples of `1 / BAND_STEPS`: three hex digits. */
export const BAND_STEPS = 4096;

/** Edges are rounded to two hex digits where that is fine enough, for shorter patterns. */
const COARSE = BAND_STEPS / 256;

/** A narrower gap between two named quantiles gets no band of its own: each band is a route in every proxy. */
const NARROWEST_GAP = BAND_STEPS / 32;

/** A share of a route's requests, `from` ≤ p < `to` in steps of `1 / BAND_STEPS`, and the delay that they all get. */
export interface Band {
  from: number;
  to: number;
  ms: number;
}

/**
 * A distribution in a few fixed delays, for targets that know only these.
 *
 * Every quantile that the profile names lies inside a band, away from its edges, and that band's delay is the
 * quantile's value: measured, it is exact. The bands between and beyond have their mean latency, so that the
 * profile's mean holds too.
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
    // A narrower gap joins the upper quantile's band.
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

/** Those that a band can hold: a rarer one than two steps from either end only shapes the outermost band's mean. */
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

/** How far a named quantile's band goes to either side: half of the way to its neighbour or to the nearer end. */
function reach(named: QuantilePoint[], i: number): number {
  const p = named[i]?.p ?? 0.5;
  const left = p - (named[i - 1]?.p ?? 0);
  const right = (named[i + 1]?.p ?? 1) - p;
  return Math.min(p, 1 - p, left, right) / 2;
}

/** An edge in steps: coarse, unless that would bring it near the quantile `p` or across it, or far from its place. */
function round(edge: number, p: number): number {
  const fine = Math.round(edge * BAND_STEPS);
  const coarse = Math.round(fine / COARSE) * COARSE;
  const moved = (coarse / BAND_STEPS - p) / (edge - p);
  return moved >= 0.75 && moved <= 1.5 ? coarse : fine;
}

/** What lies above the last named quantile: one band, or for a uniform profile eight equal ones. */
function rest(profile: Profile, at: (p: number) => number, from: number): Band[] {
  const count = profile.kind === "uniform" ? 8 : 1;
  const width = (BAND_STEPS - from) / count;
  if (width === 0) return [];
  return Array.from({ length: count }, (_, i) => {
    const start = from + i * width;
    return { from: start, to: start + width, ms: mean(at, start, start + width) };
  });
}

/** Mean latency between two steps, to a tenth of a millisecond. */
function mean(at: (p: number) => number, from: number, to: number): number {
  const points = 64;
  let sum = 0;
  for (let i = 0; i < points; i++)
    sum += at((from + ((i + 0.5) * (to - from)) / points) / BAND_STEPS);
  return Math.max(Math.round((sum / points) * 10) / 10, Math.min(0.1, sum / points));
}
