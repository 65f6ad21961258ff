import { quantileName } from "../latency/describe.ts";
import { formatDuration } from "../latency/duration.ts";
import type { QuantilePoint } from "../latency/profile.ts";
import type { MeasuredQuantile, Measurement } from "../sources/source.ts";

/** The quantiles that sources are asked for. */
export const ASKED = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999];

/** A quantile with fewer requests beyond it says more about these requests than about the route. */
const BEYOND = 10;

/** Sketches interpolate, so that two of their quantiles may cross by this share of the value. */
const CROSSING = 0.02;

/** What is kept of a measurement, or why nothing is. */
export type Kept = { points: MeasuredQuantile[] } | { reason: string };

/**
 * Returns the quantiles that the number of requests supports, rounded to three digits. There are at least two, because
 * a single one would be a fixed delay in the latency file.
 *
 * @param least the smallest number of requests of a route that is kept
 */
export function keep(measurement: Measurement, least: number): Kept {
  const { requests, quantiles } = measurement;
  if (requests < least) return { reason: `${Math.round(requests)} requests, fewer than ${least}` };
  const sorted = quantiles.toSorted((a, b) => a.p - b.p);
  const broken = sorted.find(({ ms }) => !Number.isFinite(ms) || ms < 0);
  if (broken !== undefined) {
    return { reason: `the source says ${broken.ms} ms for ${quantileName(broken.p)}` };
  }
  const supported = sorted.filter(({ p }) => isSupported(p, requests));
  if (supported.length < 2) {
    const reason = aboveEdges(measurement) ?? tooFew(requests, supported, sorted);
    return { reason };
  }
  const crossing = crossed(supported);
  if (crossing !== undefined) return { reason: crossing };
  let highest = 0;
  const points = supported.map((point) => {
    highest = Math.max(highest, point.ms);
    return { ...point, ms: round(highest) };
  });
  return { points };
}

/**
 * Returns which of the quantiles that the number of requests supports lies above the source's last edge, and those above
 * it, in words, or undefined if none does.
 */
export function aboveEdges({ requests, quantiles, above }: Measurement): string | undefined {
  if (above === undefined) return undefined;
  const missing = ASKED.find(
    (p) => isSupported(p, requests) && !quantiles.some((quantile) => quantile.p === p),
  );
  return missing === undefined
    ? undefined
    : `${quantileName(missing)} is above ${formatDuration(above)}, the source's last edge`;
}

/** Whether at least `BEYOND` of the requests are on the shorter side of a quantile. */
function isSupported(p: number, requests: number): boolean {
  // 1,000 × (1 - 0.99) is slightly less than 10 in binary.
  return Math.min(p, 1 - p) * requests >= BEYOND - 1e-6;
}

function tooFew(
  requests: number,
  supported: readonly QuantilePoint[],
  all: readonly QuantilePoint[],
): string {
  if (all.length === 0) return "the source has no quantiles for it";
  const few = supported.length === 0 ? "no quantile" : `only ${quantileName(supported[0]?.p ?? 0)}`;
  const why = all.length < 2 ? "the source has" : `${Math.round(requests)} requests support`;
  return `${why} ${few}, and a distribution needs two`;
}

function crossed(points: readonly MeasuredQuantile[]): string | undefined {
  let slowest: MeasuredQuantile | undefined;
  for (const point of points) {
    if (slowest !== undefined && point.ms < slowest.ms * (1 - CROSSING)) {
      const [low, high] = [slowest, point].map(
        ({ p, ms }) => `${quantileName(p)} ${formatDuration(ms)}`,
      );
      return `the source's quantiles cross: ${low} is above ${high}`;
    }
    if (slowest === undefined || point.ms > slowest.ms) slowest = point;
  }
  return undefined;
}

/** Returns a latency with three significant digits. More would only be noise in the file's history. */
export function round(ms: number): number {
  return Number(ms.toPrecision(3));
}
