import { BAND_STEPS, bands } from "../../src/latency/bands.ts";
import { type LatencyPlan, profileOf } from "../../src/latency/plan.ts";
import type { RouteKey } from "../../src/openapi/table/table.ts";

/** Delays in whole milliseconds, and the share of requests that each has, in steps of `1 / BAND_STEPS`. */
export type Shares = Record<number, number>;

/** The delays that the mesh must make for a route, or for requests without a route. */
export function expectedShares(plan: LatencyPlan, route: RouteKey | undefined): Shares {
  const profile = profileOf(plan, route);
  const result: Shares = {};
  const all = profile === undefined ? [{ from: 0, to: BAND_STEPS, ms: 0 }] : bands(profile);
  for (const { from, to, ms } of all.filter((band) => band.to > band.from)) {
    const delay = Math.round(ms);
    result[delay] = (result[delay] ?? 0) + to - from;
  }
  return result;
}
