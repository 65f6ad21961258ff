import { setTimeout } from "node:timers/promises";
import { deletePath } from "../../cluster/request.ts";
import { refusalOf } from "../../cluster/statusMessage.ts";
import { UserError } from "../../problem.ts";
import { LOCUST_KINDS, type LocustObject, listPath, objectPath, shownName } from "./objects.ts";
import { ownSelector, type Place } from "./place.ts";
import { readList } from "./read.ts";
import { ownPods } from "./seen.ts";

/** Longer than a worker's grace period. */
const GONE_MS = 120_000;

/** Returns everything that `loadtest-setup` made, whatever the properties say now. Pods of Deployments are not among it. */
export async function ownObjects(place: Place): Promise<LocustObject[]> {
  const { namespace } = place.file.names;
  const lists = await Promise.all(
    LOCUST_KINDS.map(async (kind) => {
      const path = `${listPath(kind, namespace)}?${ownSelector(place)}`;
      const items = await readList<LocustObject & Owned>(place, path);
      return items
        .filter(({ metadata }) => metadata.ownerReferences === undefined)
        .map((item) => ({ ...item, kind }) as LocustObject);
    }),
  );
  return lists.flat();
}

interface Owned {
  metadata: { ownerReferences?: object[] };
}

/**
 * Removes objects, waits until they and their pods are gone, and says so.
 *
 * @throws {UserError} when some do not go
 */
export async function removeAndTell(place: Place, objects: readonly LocustObject[]): Promise<void> {
  await remove(place, objects);
  await waitGone(place, objects);
  place.say(`Removed ${objects.map(shownName).sort().join(", ")}.`);
}

/** A Deployment stays until its pods are gone. */
async function remove(place: Place, objects: readonly LocustObject[]): Promise<void> {
  await Promise.all(
    objects.map(async (object) => {
      const answer = await deletePath(place.kubeConfig, objectPath(object), "Foreground");
      if (answer.status !== 404 && answer.status >= 300) {
        throw new UserError([{ where: shownName(object), what: refusalOf(answer) }]);
      }
    }),
  );
}

async function waitGone(place: Place, objects: readonly LocustObject[]): Promise<void> {
  const names = new Set(objects.map(shownName));
  const end = Date.now() + GONE_MS;
  for (;;) {
    const left = (await ownObjects(place)).map(shownName).filter((name) => names.has(name));
    if (left.length === 0) return;
    if (Date.now() > end) {
      const pods = (await ownPods(place)).map(({ metadata }) => metadata?.name);
      const what = `not gone after ${GONE_MS / 1000} s: ${left.join(", ")}; pods: ${pods.join(", ")}`;
      throw new UserError([{ where: place.file.loadTest, what }]);
    }
    await setTimeout(500);
  }
}

/** Returns whether an object belongs to the reporter. */
export function isReporters(place: Place, { metadata }: LocustObject): boolean {
  return metadata.name === place.file.names.reporter;
}
