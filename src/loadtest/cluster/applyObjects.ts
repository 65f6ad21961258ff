import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { DeploymentSpec } from "kubernetes-types/apps/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { refused } from "../../cluster/pods/podTrouble.ts";
import { applyAt, deletePath } from "../../cluster/request.ts";
import { refusalOf } from "../../cluster/statusMessage.ts";
import { isPodReady } from "../../podReady.ts";
import { type Problem, UserError } from "../../problem.ts";
import { LOADTEST_LABEL } from "../places.ts";
import { handedOver } from "./handOver.ts";
import { type LocustObject, objectPath, shownName } from "./objects.ts";
import type { Place } from "./place.ts";
import { POD_ADVICE } from "./podAdvice.ts";
import { readObject } from "./read.ts";
import { CONTENT, following } from "./stamp.ts";

/** Name by which the API server knows who declared a field. */
const MANAGER = "understudy-loadtest";

const GONE_MS = 60_000;

type Found = Pick<Pod, "metadata" | "status"> & { spec?: object };

/** What there is in the cluster of an object that is to be applied. */
export interface Planned {
  object: LocustObject;
  found: Found | undefined;
}

/**
 * Returns what there is of each object.
 *
 * @throws {UserError} when one of them was made by somebody else
 */
export async function compared(place: Place, objects: LocustObject[]): Promise<Planned[]> {
  const planned = await Promise.all(
    objects.map(async (object) => {
      const found = await readObject<Found>(place, objectPath(object));
      return { object: handedOver(place, object, found), found };
    }),
  );
  const problems = planned.flatMap(({ object, found }) =>
    found === undefined || found.metadata?.labels?.[LOADTEST_LABEL] === place.file.loadTest
      ? []
      : [foreign(object)],
  );
  if (problems.length > 0) throw new UserError(problems);
  return planned;
}

/**
 * Returns whether an object has to be removed so that it can be made as it is declared. A pod cannot be changed, and of a
 * Deployment some parts cannot.
 */
export function isReplaced({ object, found }: Planned): boolean {
  if (found === undefined) return false;
  if (object.kind === "Deployment") return isFixed(object.spec, found.spec);
  if (object.kind !== "Pod") return false;
  return (
    !isPodReady(found) ||
    found.metadata?.deletionTimestamp !== undefined ||
    found.metadata?.annotations?.[CONTENT] !== object.metadata.annotations?.[CONTENT]
  );
}

/** An apply cannot change a selector, and leaves what Kubernetes filled in for rolling updates, which "Recreate" excludes. */
function isFixed(spec: Partial<DeploymentSpec> = {}, found: Partial<DeploymentSpec> = {}): boolean {
  const { selector, strategy } = spec;
  const isOther = selector !== undefined && !isDeepStrictEqual(selector, found.selector);
  return isOther || (strategy?.type === "Recreate" && found.strategy?.type === "RollingUpdate");
}

/**
 * Applies all objects.
 *
 * @returns what was done, for the log: `made Pod locust-master`
 * @throws {UserError} when the API server refuses one
 */
export async function applyObjects(place: Place, planned: Planned[]): Promise<string[]> {
  const done: string[] = [];
  const problems: Problem[] = [];
  let masterUid = "";
  for (const one of planned) {
    const { names } = place.file;
    if (isReplaced(one)) await removed(place, one.object);
    const object = masterUid === "" ? one.object : following(one.object, names.scripts, masterUid);
    const answer = await applyAt(place.kubeConfig, objectPath(object), object, MANAGER);
    if (answer.status >= 300) {
      problems.push({ where: shownName(object), ...refused(refusalOf(answer), POD_ADVICE) });
      continue;
    }
    const now: Found = JSON.parse(answer.text);
    const { metadata } = now;
    if (object.kind === "Pod" && metadata?.name === names.master) masterUid = metadata.uid ?? "";
    const what = changeOf(one, now);
    if (what !== undefined) done.push(`${what} ${shownName(object)}`);
  }
  if (problems.length > 0) throw new UserError(problems);
  return done;
}

function changeOf(planned: Planned, now: Found): string | undefined {
  if (planned.found === undefined) return "made";
  if (isReplaced(planned)) return "replaced";
  // The moment of the set-up is an annotation, and Kubernetes counts annotations of a Deployment as a new generation.
  const isSame = isDeepStrictEqual(planned.found.spec, now.spec);
  return isSame ? undefined : "changed";
}

/** Removes an object and waits until its name is free. */
async function removed(place: Place, object: LocustObject): Promise<void> {
  const path = objectPath(object);
  await deletePath(place.kubeConfig, path);
  const end = Date.now() + GONE_MS;
  while ((await readObject(place, path)) !== undefined) {
    if (Date.now() > end) {
      const what = `the old one does not end within ${GONE_MS / 1000} s`;
      throw new UserError([{ where: shownName(object), what }]);
    }
    await setTimeout(300);
  }
}

function foreign(object: LocustObject): Problem {
  return {
    where: shownName(object),
    what: `there is one in namespace ${object.metadata.namespace} that loadtest-setup did not make`,
    fix: "Remove it, or give the one in LOCUST_MANIFEST another name.",
  };
}
