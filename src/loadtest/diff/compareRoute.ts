import { ALLOWANCE, LEAST_MS, type Pair, pOf } from "./chance.ts";
import type { Grouped } from "./grouped.ts";
import { jackknifeError } from "./jackknife.ts";
import { logQuantile } from "./logQuantile.ts";

/** A quantile needs so many requests beyond it in each run. */
const BEYOND = 10;

/** Requests that a rate needs. */
const COUNTED = 20;

const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/**
 * Returns how likely two runs of the same thing are to differ as much in a quantile; undefined with too few requests.
 *
 * @param pairs one for each of `GROUPS`
 */
export function quantileP(
  pairs: readonly Pair[],
  name: keyof typeof QUANTILES,
): number | undefined {
  const p = QUANTILES[name];
  const [first] = pairs;
  if (first === undefined) return undefined;
  const [a, b] = first;
  if (Math.min(a.requests, b.requests) * (1 - p) < BEYOND) return undefined;
  const [logA, logB] = [logQuantile(a, p), logQuantile(b, p)];
  const allowed = Math.max(ALLOWANCE[name], LEAST_MS / Math.exp(Math.min(logA, logB)));
  const errors = pairs.map(([ofA, ofB]) =>
    jackknifeError(
      ofA.counts.map((_, group) => logQuantile(ofB, p, group) - logQuantile(ofA, p, group)),
    ),
  );
  const error = Math.max(...errors, Math.hypot(independentError(a, p), independentError(b, p)));
  return pOf(logB - logA, allowed, error);
}

/** Returns the same for the requests per second. */
export function rateP(
  pairs: readonly Pair[],
  seconds: readonly [a: number[], b: number[]][],
): number | undefined {
  const [first] = pairs;
  if (first === undefined) return undefined;
  const [a, b] = first;
  if (Math.min(a.requests, b.requests) < COUNTED) return undefined;
  const logs = pairs.map(([ofA, ofB], i) => {
    const [secondsA = [], secondsB = []] = seconds[i] ?? [];
    const rateWithout = (group: number) =>
      logRate(ofB, secondsB, group) - logRate(ofA, secondsA, group);
    return { whole: rateWithout(-1), withouts: ofA.counts.map((_, group) => rateWithout(group)) };
  });
  const errors = logs.map(({ withouts }) => jackknifeError(withouts));
  const error = Math.max(...errors, Math.sqrt(1 / a.requests + 1 / b.requests));
  return pOf(logs[0]?.whole ?? 0, ALLOWANCE.rate, error);
}

function logRate({ requests, counts }: Grouped, seconds: readonly number[], without: number) {
  const left = counts[without]?.reduce((sum, count) => sum + count, 0) ?? 0;
  const time = seconds.reduce((sum, value) => sum + value, 0) - (seconds[without] ?? 0);
  return Math.log(Math.max(requests - left, 0.5) / time);
}

/** Returns the standard error of a quantile's logarithm if all requests were independent, which is the least it can be. */
function independentError(route: Grouped, p: number): number {
  const step = Math.sqrt((p * (1 - p)) / route.requests);
  return (logQuantile(route, p + step) - logQuantile(route, p - step)) / 2;
}
