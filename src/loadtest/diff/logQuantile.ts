import type { Grouped } from "./grouped.ts";

/** Width of an entry of `ResponseTimes` on the axis of logarithms. */
const WIDTH = Math.log(1.01);

/**
 * Returns the logarithm of a quantile of a route, without one of its groups if `without` is given. Times are taken as
 * spread evenly over their entry: in steps of 1 % a difference of 1 % and none at all would look the same.
 */
export function logQuantile({ logs, total, counts }: Grouped, p: number, without = -1): number {
  const left = counts[without];
  let requests = 0;
  for (let i = 0; i < total.length; i++) requests += (total[i] ?? 0) - (left?.[i] ?? 0);
  const rank = Math.min(1, Math.max(0, p)) * requests;
  let below = 0;
  let last = Number.NaN;
  for (let i = 0; i < total.length; i++) {
    const count = (total[i] ?? 0) - (left?.[i] ?? 0);
    if (count <= 0) continue;
    last = (logs[i] ?? 0) + WIDTH / 2;
    if (below + count >= rank) return last - WIDTH * (1 - (rank - below) / count);
    below += count;
  }
  return last;
}
