import { rankInterval } from "./binomial.ts";
import type { Target } from "./target.ts";
import { allowedOf, type Tolerance } from "./tolerance.ts";

/** Looks before and after the planned one. From each to the next there are a third more requests. */
const BEFORE = 5;
const AFTER = 6;
const GROWTH = 4 / 3;

/** In standard deviations: four of five measured quantiles are nearer to the target. */
const USUAL_DEVIATION = 1.28;

/** Looks at times instead of numbers of requests: after the least time, and at the end. */
const TIMED = 2;

/** A band has fewer requests than its share says as often as it has more. */
const BAND_MARGIN = 1.5;

/** No quantile is worth more requests. */
const MOST_REQUESTS = 5_000_000;

/**
 * When a route is judged, and how sure each look has to be. A verification that looks at its data again and again, and
 * stops when it likes what it sees, is wrong more often than one that looks once. Therefore the permitted error of a
 * route is divided between all looks that it may have, and equally between all its intervals (Bonferroni): whenever it
 * stops, all its intervals of all looks together are right with the confidence that was asked.
 *
 * The look at the planned number of requests gets half of the error, because there a route that is right passes. Earlier
 * ones find large mistakes, which need little, and later ones have more requests.
 */
export interface Looks {
  /** What the route is expected to take if it is as it should be. */
  planned: number;
  /** Numbers of requests in ascending order, and the permitted error of each interval there. */
  counted: Look[];
  /** The permitted error of each interval of a look at a time. */
  timedAlpha: number;
}

export interface Look {
  requests: number;
  alpha: number;
}

/** @param error the permitted error of the route: that of all routes together, divided by their number */
export function looksOf(target: Target, tolerance: Tolerance, error: number): Looks {
  const tests =
    target.quantiles.length + (target.bands === undefined ? 0 : target.bands.length + 1);
  const half = error / tests / 2;
  const other = half / (BEFORE + AFTER + TIMED);
  const planned = requestsFor(target, tolerance, half, USUAL_DEVIATION);
  const counted = Array.from({ length: BEFORE + 1 + AFTER }, (_, i) => ({
    requests: Math.ceil(planned * GROWTH ** (i - BEFORE)),
    alpha: i === BEFORE ? half : other,
  }));
  return { planned, counted, timedAlpha: other };
}

/**
 * Returns the number of requests after which all intervals are within the tolerance, although chance moves each
 * quantile away from its target, and after which each band has enough of them.
 *
 * @param deviation how far chance moves a quantile, in standard deviations of its rank
 */
export function requestsFor(
  target: Target,
  tolerance: Tolerance,
  alpha: number,
  deviation: number,
): number {
  const named = target.quantiles.filter(({ kind }) => kind === "named");
  const needed = named.map(({ p }) => {
    const allowed = allowedOf(target.at(p), p, tolerance);
    return leastNumber((n) => {
      const { lower, upper } = rankInterval(n, p, alpha);
      if (lower === 0 || upper > n) return false;
      const moved = deviation * Math.sqrt(n * p * (1 - p));
      const lowest = Math.max(1, lower - moved);
      const highest = Math.min(n, upper + moved);
      return (
        target.at(lowest / (n + 1)).from >= allowed.from &&
        target.at(highest / (n + 1)).to <= allowed.to
      );
    });
  });
  const rarest = Math.min(...(target.bands ?? []).map(({ share }) => share));
  return Math.max(...needed, Math.ceil((BAND_MARGIN * requestsForMedian(alpha)) / rarest));
}

/** Returns the least number of requests whose median has an interval with two ends. */
function requestsForMedian(alpha: number): number {
  return leastNumber((n) => {
    const { lower, upper } = rankInterval(n, 0.5, alpha);
    return lower > 0 && upper <= n;
  });
}

/** Returns the least number for which a condition holds that holds for all larger numbers, too. */
function leastNumber(holds: (n: number) => boolean): number {
  let high = 16;
  while (!holds(high) && high < MOST_REQUESTS) high *= 2;
  let low = high / 2;
  while (high - low > Math.max(1, high / 200)) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return Math.min(high, MOST_REQUESTS);
}
