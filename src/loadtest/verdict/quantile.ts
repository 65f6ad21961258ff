import type { ResponseTimes, RouteStatistics } from "../statistics.ts";

/**
 * Returns the quantile `p` of response times in milliseconds by its nearest rank: the least time that at least a share
 * `p` of all requests did not exceed. Undefined without a time.
 */
export function quantile(times: ResponseTimes, p: number): number | undefined {
  const total = times.reduce((sum, [, count]) => sum + count, 0);
  // 0.07 * 100 is a little more than 7, but the rank is 7.
  const rank = Math.ceil(p * total * (1 - Number.EPSILON * 4));
  let below = 0;
  for (const [ms, count] of times) {
    below += count;
    if (below >= rank && count > 0) return ms;
  }
  return undefined;
}

/**
 * Returns a quantile of a route. It is never above the route's slowest request or below its fastest, whose times are
 * known exactly, although the middle of their bucket may be.
 */
export function routeQuantile(
  { times, min = 0, max = Number.POSITIVE_INFINITY }: RouteStatistics,
  p: number,
): number | undefined {
  const ms = quantile(times, p);
  return ms === undefined ? undefined : Math.min(max, Math.max(min, ms));
}
