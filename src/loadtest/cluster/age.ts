import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import { deletePath } from "../../cluster/request.ts";
import type { MasterState } from "../masterState.ts";
import { JobAtWork, locked } from "./lock.ts";
import { objectPath } from "./objects.ts";
import type { Place } from "./place.ts";
import { isReporters, ownObjects, removeAndTell } from "./removal.ts";
import { ownDeployments } from "./seen.ts";
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
 * Removes everything that `loadtest-setup` made too long ago, this reporter last. Removes nothing if a job is at work, or
 * has been meanwhile.
 *
 * @param stays why the reporter must not go: it has a report that is nowhere else
 */
export async function removeForgotten(place: Place, stays: string | undefined): Promise<void> {
  const { maxAgeSeconds } = place.file.config;
  const objects = await ownObjects(place);
  if (stays !== undefined && objects.every((object) => isReporters(place, object))) return;
  try {
    await locked(place, async () => {
      const moment = setUpMoment(await ownDeployments(place));
      if (moment !== undefined && Date.now() - moment < maxAgeSeconds * 1000) return;
      place.say(`loadtest-setup is longer ago than maxAge, ${maxAgeSeconds} s.`);
      await removeWith(place, stays);
    });
  } catch (error) {
    if (!(error instanceof JobAtWork)) throw error;
  }
}

async function removeWith(place: Place, stays: string | undefined): Promise<void> {
  const objects = await ownObjects(place);
  const others = objects.filter((object) => !isReporters(place, object));
  if (others.length > 0) await removeAndTell(place, others);
  if (stays !== undefined) {
    return place.say(
      `This pod stays until the next clean-up: ${stays}. Fetch it with understudy loadtest report.`,
    );
  }
  for (const object of objects.filter((object) => isReporters(place, object))) {
    await deletePath(place.kubeConfig, objectPath(object));
  }
}
