import { formatRate } from "../latency/rate.ts";
import type { RatePair } from "../sources/source.ts";

/** The capacity that explains how the latency rises with the rate. */
export interface CapacityFit {
  /** Requests per second. */
  capacity: number;
  /** The 95 % interval of the capacity. */
  interval: { from: number; to: number };
  /** The share of the latency's variance, on a log scale, that the capacity explains. */
  rSquared: number;
  /** The rates that were seen, in requests per second. */
  rates: { from: number; to: number };
  /** What the mean latency of all requests is in the idle service, as a share of what was measured. */
  idleShare: number;
  pairs: number;
}

/** The mean latency of fewer requests is mostly chance. */
const FEWEST_REQUESTS = 10;
/** With fewer pairs, a few odd minutes decide. */
const FEWEST_PAIRS = 20;
/** Between nearly equal rates, anything but the rate may have changed the latency. */
const LEAST_SPREAD = 2;
const LEAST_R_SQUARED = 0.7;
/** If the service was never fuller than this, its capacity is far outside of what was seen. */
const LEAST_USE = 0.4;
/** How far the ends of the interval may be from the capacity, as a factor. */
const WIDEST = 1.5;
/** The square of 1.96 standard deviations. */
const CHI_SQUARED = 3.84;

/**
 * Fits `latency = idle / (1 - rate / capacity)`, which is how a mock stretches its delays (`src/latency/loadQueue.ts`), to
 * pairs of rate and mean latency, by least squares of the latency's logarithm: its noise is relative. Returns why there
 * is no capacity if the fit is poor.
 */
export function fitCapacity(pairs: readonly RatePair[]): CapacityFit | { reason: string } {
  const usable = pairs.filter(({ requests, ms }) => requests >= FEWEST_REQUESTS && ms > 0);
  if (usable.length < FEWEST_PAIRS) {
    return {
      reason: `${usable.length} times with ${FEWEST_REQUESTS} requests, fewer than ${FEWEST_PAIRS}`,
    };
  }
  const sorted = usable.map(({ perSecond }) => perSecond).sort((a, b) => a - b);
  const [low, high, highest] = [0.05, 0.95, 1].map((p) => at(sorted, p)) as [
    number,
    number,
    number,
  ];
  const rates = { from: sorted[0] ?? 0, to: highest };
  const seen = `${formatRate(rates.from)} to ${formatRate(rates.to)}`;
  if (high < low * LEAST_SPREAD) return { reason: `the rate hardly changes (${seen})` };
  const errorOf = squaredError(usable);
  // A capacity below the highest rate is none: that rate was answered.
  const most = 0.999 / highest;
  const best = lowest(errorOf, 0, most);
  const error = errorOf(best);
  const rSquared = 1 - error / Math.max(errorOf(0), Number.MIN_VALUE);
  if (best <= 0 || rSquared < LEAST_R_SQUARED) {
    return { reason: `the rate explains ${percent(rSquared)} of the latency's changes (${seen})` };
  }
  const capacity = 1 / best;
  if (highest < capacity * LEAST_USE) {
    return { reason: `the highest rate is only ${percent(highest / capacity)} of it (${seen})` };
  }
  const limit = error * (1 + CHI_SQUARED / (usable.length - 2));
  const interval = {
    from: 1 / crossing(errorOf, limit, best, most),
    to: 1 / crossing(errorOf, limit, best, 0),
  };
  if (interval.to > capacity * WIDEST || interval.from * WIDEST < capacity) {
    const [from, to] = [interval.from, interval.to].map(formatRate);
    return { reason: `it may be anything from ${from} to ${to}` };
  }
  const idleShare = idleShareOf(usable, capacity);
  return { capacity, interval, rSquared, rates, idleShare, pairs: usable.length };
}

/** Returns the fit in words. */
export function describeFit({ capacity, interval, rSquared, rates, pairs }: CapacityFit): string {
  const [from, to] = [interval.from, interval.to].map(formatRate);
  const seen = `${formatRate(rates.from)} to ${formatRate(rates.to)}`;
  return `capacity ${formatRate(capacity)} (${from} to ${to}), R² ${rSquared.toFixed(2)} over ${pairs.toLocaleString("en")} times at ${seen}`;
}

/** Returns the sum of the squared errors by the reciprocal of the capacity; at 0 the latency does not depend on the rate. */
function squaredError(pairs: readonly RatePair[]): (reciprocal: number) => number {
  return (reciprocal) => {
    const idle = pairs.map(({ perSecond, ms }) => Math.log(ms * (1 - perSecond * reciprocal)));
    const mean = idle.reduce((sum, value) => sum + value, 0) / idle.length;
    return idle.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  };
}

const STEPS = 100;

/** Returns where a function is lowest: the best of equal steps, and then by golden section around it. */
function lowest(errorAt: (x: number) => number, from: number, to: number): number {
  const steps = Array.from({ length: STEPS + 1 }, (_, i) => from + ((to - from) * i) / STEPS);
  const best = steps.reduce((a, b) => (errorAt(b) < errorAt(a) ? b : a));
  let [low, high] = [
    Math.max(from, best - (to - from) / STEPS),
    Math.min(to, best + (to - from) / STEPS),
  ];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 60; i++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (errorAt(left) < errorAt(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}

/** Returns where a function reaches a limit between its lowest place and an end, or the end if it does not. */
function crossing(
  errorAt: (x: number) => number,
  limit: number,
  inside: number,
  end: number,
): number {
  if (errorAt(end) <= limit) return end;
  let [near, far] = [inside, end];
  for (let i = 0; i < 60; i++) {
    const middle = (near + far) / 2;
    if (errorAt(middle) <= limit) near = middle;
    else far = middle;
  }
  return near;
}

function idleShareOf(pairs: readonly RatePair[], capacity: number): number {
  let idle = 0;
  let measured = 0;
  for (const { perSecond, ms } of pairs) {
    idle += perSecond * ms * (1 - perSecond / capacity);
    measured += perSecond * ms;
  }
  return idle / measured;
}

function at(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0;
}

function percent(share: number): string {
  return `${Math.max(0, Math.round(share * 100))} %`;
}
