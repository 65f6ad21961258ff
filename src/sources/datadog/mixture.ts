import type { MeasuredQuantile } from "../source.ts";

/** Requests of one window or name, with what is known of the distribution of their latencies. */
export interface Part {
  requests: number;
  /** Its quantiles, with rising probabilities. */
  knots: readonly Knot[];
}

export interface Knot {
  p: number;
  ms: number;
}

/** Halvings of an interval of logarithms until it is narrower than any sketch. */
const HALVINGS = 50;

/**
 * Returns the quantile of all parts together, or undefined if it is beyond what is known of them.
 *
 * It is where the parts' distribution functions, weighted by their requests, add up to the probability. Each function is
 * known at the knots, so that the true quantile lies within the bounds; in between it is interpolated.
 */
export function mixtureQuantile(parts: readonly Part[], p: number): MeasuredQuantile | undefined {
  const all = parts
    .filter(({ requests }) => requests > 0)
    .map(({ requests, knots }) => ({ requests, knots: rising(knots) }));
  if (all.some(({ knots }) => knots.length === 0)) return undefined;
  const target = p * all.reduce((sum, { requests }) => sum + requests, 0);
  const values = all.flatMap(({ knots }) => knots.map(({ ms }) => ms)).filter((ms) => ms > 0);
  if (values.length === 0) return undefined;
  const [least, most] = [Math.min(...values), Math.max(...values)];

  /** Returns the smallest latency up to which there are enough requests, as one of the functions says. */
  function inverse(share: (knots: readonly Knot[], ms: number) => number): number | undefined {
    const isEnough = (ms: number) =>
      all.reduce((sum, { requests, knots }) => sum + requests * share(knots, ms), 0) >= target;
    if (!isEnough(most)) return undefined;
    let [low, high] = [Math.log(least) - 1e-9, Math.log(most)];
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (low + high) / 2;
      if (isEnough(Math.exp(middle))) high = middle;
      else low = middle;
    }
    return Math.exp(high);
  }

  const ms = inverse(interpolated);
  const to = inverse(atLeast);
  const from = inverse(atMost);
  if (ms === undefined || to === undefined || from === undefined) return undefined;
  return { p, ms, bounds: { from: Math.min(from, ms), to: Math.max(to, ms) } };
}

/** Quantiles of a sketch may fall by its error. */
function rising(knots: readonly Knot[]): Knot[] {
  let highest = 0;
  return knots.map(({ p, ms }) => {
    highest = Math.max(highest, ms);
    return { p, ms: highest };
  });
}

/** Returns the smallest share of requests that can be as fast as this. */
function atLeast(knots: readonly Knot[], ms: number): number {
  return knots[knotsUpTo(knots, ms) - 1]?.p ?? 0;
}

/** Returns the largest share of requests that can be as fast as this. */
function atMost(knots: readonly Knot[], ms: number): number {
  return knots[knotsUpTo(knots, ms)]?.p ?? 1;
}

function interpolated(knots: readonly Knot[], ms: number): number {
  const count = knotsUpTo(knots, ms);
  const [before, behind] = [knots[count - 1], knots[count]];
  if (before === undefined) return 0;
  if (behind === undefined || before.ms <= 0) return before.p;
  const part = Math.log(ms / before.ms) / Math.log(behind.ms / before.ms);
  return before.p + (behind.p - before.p) * part;
}

/** Returns how many knots are at or below a latency. */
function knotsUpTo(knots: readonly Knot[], ms: number): number {
  let [low, high] = [0, knots.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((knots[middle]?.ms ?? 0) <= ms * (1 + 1e-9)) low = middle + 1;
    else high = middle;
  }
  return low;
}
