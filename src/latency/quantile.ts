import { normalQuantile } from "./normal.ts";
import type { Profile, QuantilePoint } from "./profile.ts";

/** Smaller and larger probabilities count as these: one request in a million at either end. */
const RAREST = 1e-6;

/** Returns the latency in milliseconds that a share of `p` (0 to 1) of a profile's requests does not reach. */
export function quantile(profile: Profile, p: number): number {
  return quantileFunction(profile)(p);
}

/**
 * Returns `quantile` for one profile, with the work that depends on the profile alone done once.
 *
 * Quantiles are interpolated on log-normal probability paper: between two points the logarithm of the latency is linear
 * in the standard score of the probability. So two points give the log-normal distribution through them, and points
 * taken from a log-normal distribution give that distribution again. Outside the points the outermost lines continue,
 * within `min` and `max`, which are treated as the quantiles that are a hundred times rarer than the outermost points.
 */
export function quantileFunction(profile: Profile): (p: number) => number {
  switch (profile.kind) {
    case "fixed":
      return () => profile.ms;
    case "uniform":
      return (p) => profile.from + p * (profile.to - profile.from);
    case "lognormal":
      return interpolation([
        { p: 0.5, ms: profile.median },
        { p: 0.99, ms: profile.p99 },
      ]);
    case "quantiles": {
      const { min = 0, max = Number.POSITIVE_INFINITY } = profile;
      const within = interpolation(boundedPoints(profile));
      return (p) => Math.min(max, Math.max(min, within(p)));
    }
  }
}

function boundedPoints({ points, min, max }: Profile & { kind: "quantiles" }): QuantilePoint[] {
  const first = points[0]?.p ?? 0.5;
  const last = points.at(-1)?.p ?? 0.5;
  return [
    // Zero has no logarithm: `min: 0ms` limits the samples, but is not a point of the interpolation.
    ...(min === undefined || min === 0 ? [] : [{ p: first / 100, ms: min }]),
    ...points,
    ...(max === undefined ? [] : [{ p: 1 - (1 - last) / 100, ms: max }]),
  ];
}

interface Knot {
  z: number;
  log: number;
}

function interpolation(points: QuantilePoint[]): (p: number) => number {
  const knots = points.map(({ p, ms }): Knot => ({ z: normalQuantile(p), log: Math.log(ms) }));
  const lines = knots.slice(1).map((right, i) => lineThrough(knots[i] ?? right, right));
  return (p) => {
    const z = normalQuantile(Math.min(1 - RAREST, Math.max(RAREST, p)));
    let i = 0;
    while (i < lines.length - 1 && z > (knots[i + 1]?.z ?? 0)) i++;
    const line = lines[i];
    return line === undefined ? Math.exp(knots[0]?.log ?? 0) : Math.exp(line.at0 + line.slope * z);
  };
}

function lineThrough(left: Knot, right: Knot): { at0: number; slope: number } {
  const slope = right.z === left.z ? 0 : (right.log - left.log) / (right.z - left.z);
  return { at0: left.log - slope * left.z, slope };
}
