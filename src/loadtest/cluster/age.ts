import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import { deletePath } from "../../cluster/request.ts";
import type { MasterState } from "../masterState.ts";
import { objectPath } from "./objects.ts";
import type { Place } from "./place.ts";
import { isReporters, ownObjects, removeAndTell } from "./removal.ts";
import { SET_UP } from "./stamp.ts";

/** Returns the moment, in milliseconds since 1970, when `loadtest-setup` ran last. */
export function setUpMoment(deployments: readonly Deployment[]): number | undefined {
  const moments = deployments.map(({ metadata }) =>
    Date.parse(metadata?.annotations?.[SET_UP] ?? metadata?.creationTimestamp ?? ""),
  );
  return moments.length === 0 ? undefined : Math.max(...moments);
}

/** Returns whether a run is on that ends by itself: it is not cut off. One without an end is as forgotten as the set-up. */
export function hasEnd(master: MasterState | undefined): boolean {
  const isOn = master?.started !== undefined && master.ended === undefined;
  return isOn && master.runTimeSeconds !== undefined;
}

/**
 * Removes everything, this reporter last.
 *
 * @param problem why the reporter has a report that is nowhere else, so that it stays
 */
export async function removeAll(place: Place, problem: string | undefined): Promise<void> {
  const objects = await ownObjects(place);
  const others = objects.filter((object) => !isReporters(place, object));
  if (others.length > 0) await removeAndTell(place, others);
  if (problem !== undefined) return;
  for (const object of objects.filter((object) => isReporters(place, object))) {
    await deletePath(place.kubeConfig, objectPath(object));
  }
}
