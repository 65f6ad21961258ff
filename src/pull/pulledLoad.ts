import { USUAL_QUEUE } from "../latency/parseLoad.ts";
import type { LatencyConfig } from "../latency/planLatency.ts";
import type { Load } from "../latency/profile.ts";
import type { MeasuredQuantile, RatePair } from "../sources/source.ts";
import { describeFit, fitCapacity } from "./fitCapacity.ts";
import { round } from "./kept.ts";

/** What pairs of rate and latency add to a route's profile. */
export interface PulledLoad {
  /** Undefined if the profile has none. */
  load?: Load;
  /** The quantiles of the idle service, or as they were measured if there is no capacity. */
  points: MeasuredQuantile[];
  /** The capacity with its fit, or why there is none; undefined if the source does not know the rates. */
  capacity?: string;
  remarks: string[];
}

/**
 * Returns the load that is written with measured quantiles. Those of a whole window are longer than in the idle service;
 * with a capacity it is known by how much. A load that the file has stays if there is no capacity.
 *
 * @param pairs undefined if the source has none
 * @param old the load of the file's profile
 */
export function pulledLoad(
  measured: MeasuredQuantile[],
  pairs: readonly RatePair[] | undefined,
  old: Load | undefined,
  inject: LatencyConfig["inject"],
): PulledLoad {
  const kept = { ...(old && { load: old }), points: measured };
  if (pairs === undefined) return { ...kept, remarks: old === undefined ? [] : [AS_MEASURED] };
  const fit = fitCapacity(pairs);
  if ("reason" in fit) {
    const capacity = `no capacity: ${fit.reason}`;
    return { ...kept, capacity, remarks: old === undefined ? [] : [capacity, AS_MEASURED] };
  }
  const capacity = describeFit(fit);
  if (inject === "mesh") {
    const remark = `${capacity}, not written: only inject: mock can make it`;
    return { ...kept, capacity, remarks: [remark] };
  }
  const share = fit.idleShare;
  const points = measured.map(({ p, ms, bounds }) => ({
    p,
    ms: round(ms * share),
    ...(bounds && { bounds: { from: bounds.from * share, to: bounds.to * share } }),
  }));
  const load = { capacity: round(fit.capacity), queue: old?.queue ?? USUAL_QUEUE };
  const idle = `quantiles are the idle service's, ${Math.round(share * 100)} % of those measured`;
  return { load, points, capacity, remarks: [capacity, idle] };
}

const AS_MEASURED =
  "its load stays, and the quantiles are as measured, not those of the idle service";
