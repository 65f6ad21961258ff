import { bandName } from "../../emit/delays/requestIdBands.ts";
import { BAND_STEPS, bands } from "../../latency/bands.ts";
import type { Profile } from "../../latency/profile.ts";
import { quantileFunction } from "../../latency/quantile.ts";

/** What the answers of a route should take, and which quantiles decide whether they do. */
export interface Target {
  /** In ascending order. */
  quantiles: TargetQuantile[];
  /**
   * Returns the right values of a quantile: several only where the distribution jumps, as it does between bands, and if
   * it depends on the load.
   */
  at(p: number): Range;
  /** If the mesh makes a distribution. */
  bands?: TargetBand[];
}

export interface TargetQuantile {
  p: number;
  /** `guard`: the profile does not name it. It can fail a route, but no route waits for it. */
  kind: "named" | "guard";
}

/** Both ends are included. */
export interface Range {
  from: number;
  to: number;
}

export interface TargetBand {
  /** As in the answers' header. */
  name: string;
  share: number;
  ms: number;
}

/** The tail shows what happens rarely, such as a mock that stops for a second: a median does not. */
const GUARDS = [0.5, 0.99];

/**
 * @param makes who makes the delay: the mesh has whole milliseconds, and of a distribution some bands
 * @param rate the most requests per second that a route gets: one with a load slows down by them
 */
export function targetOf(profile: Profile, makes: "mesh" | "mock", rate: number): Target {
  const quantiles = quantilesOf(profile);
  if (makes === "mock") {
    const exact = quantileFunction(profile);
    const slower = profile.load === undefined ? 1 : 1 / (1 - rate / profile.load.capacity);
    return { quantiles, at: (p) => ({ from: exact(p), to: exact(p) * slower }) };
  }
  const steps = bands(profile).filter(({ from, to }) => to > from);
  const right = steps.map((band) => ({ ...band, ms: Math.round(band.ms) }));
  const at = (p: number) => {
    const step = p * BAND_STEPS;
    const around = right.filter(({ from, to }) => from <= step && step <= to).map(({ ms }) => ms);
    return { from: Math.min(...around), to: Math.max(...around) };
  };
  if (right.length === 1) return { quantiles, at };
  const shares = right.map((band) => ({
    name: bandName(band),
    share: (band.to - band.from) / BAND_STEPS,
    ms: band.ms,
  }));
  return { quantiles, at, bands: shares };
}

function quantilesOf(profile: Profile): TargetQuantile[] {
  const named = namedOf(profile);
  return [
    ...named.map((p) => ({ p, kind: "named" as const })),
    ...GUARDS.filter((p) => !named.includes(p)).map((p) => ({ p, kind: "guard" as const })),
  ].sort((a, b) => a.p - b.p);
}

function namedOf(profile: Profile): number[] {
  switch (profile.kind) {
    case "quantiles":
      return profile.points.map(({ p }) => p);
    case "lognormal":
      return [0.5, 0.99];
    case "fixed":
    case "uniform":
      return [0.5, 0.95];
  }
}
