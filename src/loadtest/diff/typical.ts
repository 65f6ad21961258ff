import { ALLOWANCE, LEAST_MS, type Pair, pOf } from "./chance.ts";
import type { Grouped } from "./grouped.ts";
import { jackknifeError } from "./jackknife.ts";

/** A typical time needs so many requests in each run. */
const COUNTED = 20;

/** Typical response times of two runs: the geometric means of the requests, which a few slow ones do not move. */
export interface Typical {
  a: number;
  b: number;
  /** How likely two runs of the same thing are to differ as much. */
  p: number;
}

/**
 * Compares typical response times over one or more routes. Each route is compared with itself, and counts as much as it
 * has requests, so that another mix of the same routes is no difference. Undefined with too few requests.
 *
 * @param routes the same route in both runs, in each grouping
 */
export function compareTypical(routes: readonly (readonly Pair[])[]): Typical | undefined {
  const counted = routes.filter(
    ([first]) => first !== undefined && first[0].requests > 0 && first[1].requests > 0,
  );
  const least = counted.map(([first]) =>
    first === undefined ? 0 : Math.min(first[0].requests, first[1].requests),
  );
  const total = least.reduce((sum, requests) => sum + requests, 0);
  if (total < COUNTED) return undefined;
  const mean = (side: 0 | 1, grouping: number, without: number) =>
    counted.reduce((sum, pairs, i) => {
      const grouped = pairs[grouping]?.[side];
      const weight = (least[i] ?? 0) / total;
      return grouped === undefined ? sum : sum + weight * logMean(grouped, without);
    }, 0);
  const [first = []] = counted;
  const errors = first.map(([{ counts }], grouping) =>
    jackknifeError(counts.map((_, group) => mean(1, grouping, group) - mean(0, grouping, group))),
  );
  const [logA, logB] = [mean(0, 0, -1), mean(1, 0, -1)];
  const allowed = Math.max(ALLOWANCE.typical, LEAST_MS / Math.exp(Math.min(logA, logB)));
  const p = pOf(logB - logA, allowed, Math.max(...errors));
  return { a: Math.exp(logA), b: Math.exp(logB), p };
}

/** Returns the mean logarithm of a route's times without one of its groups, or of all if nothing else is left. */
function logMean({ requests, logSum, sums, numbers }: Grouped, without: number): number {
  const left = requests - (numbers[without] ?? 0);
  return left === 0 ? logSum / requests : (logSum - (sums[without] ?? 0)) / left;
}
