import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { deletePath } from "../../cluster/request.ts";
import { isPodReady } from "../../podReady.ts";
import { type Problem, UserError } from "../../problem.ts";
import { SCRIPTS_ARCHIVE } from "../places.ts";
import { missingScripts } from "../scripts/missingScripts.ts";
import { scriptPaths } from "../scripts/unpackScripts.ts";
import { applyObjects, compared } from "./applyObjects.ts";
import { hasReports } from "./handOver.ts";
import { readManifest } from "./manifest.ts";
import { type LocustObject, listPath } from "./objects.ts";
import type { Place } from "./place.ts";
import { isPlain } from "./plainLocust.ts";
import { type ConfigMapData, digestOf, type Properties, readProperties } from "./properties.ts";
import { readObject } from "./read.ts";
import { look } from "./seen.ts";
import { setUpAt, stamped } from "./stamp.ts";
import { type Patience, waitReady } from "./waitReady.ts";

export interface SetUpOptions {
  patience?: Patience;
  /** Users of the run that follows by itself. */
  users?: number;
}

/**
 * Applies what `locust-properties` says now, and waits until master and workers are ready. Returns whether runs are
 * observed: a master of a manifest that was written by hand may be Locust alone.
 *
 * @throws {UserError} with the reason when that does not come
 */
export async function setUp(
  place: Place,
  { patience, users }: SetUpOptions = {},
): Promise<boolean> {
  const begin = Date.now();
  const { properties, objects } = await declared(place, users);
  const { script, workers } = properties;
  place.say(`${place.file.names.properties} says: LOCUST_SCRIPT ${script}, WORKER_NUM ${workers}.`);
  const before = await podsWithoutRun(place);
  const planned = await compared(place, objects);
  const done = await applyObjects(place, planned);
  await renew(
    place,
    before.filter((pod) => !isPodReady(pod) && !hasReports(place, pod)),
  );
  place.say(done.length === 0 ? "Nothing has changed since the last time." : `${done.join(", ")}.`);
  await waitReady(place, objects, workers, patience);
  const seconds = ((Date.now() - begin) / 1000).toFixed(1);
  place.say(`Ready after ${seconds} s: the master counts ${count(workers, "worker")}.`);
  const { names } = place.file;
  return !objects.some(
    (object) =>
      object.kind === "Pod" &&
      object.metadata.name === names.master &&
      isPlain(Object(object.spec), names),
  );
}

async function declared(
  place: Place,
  users: number | undefined,
): Promise<{ properties: Properties; objects: LocustObject[] }> {
  const { names, loadTest } = place.file;
  const [properties, scripts, programs] = await Promise.all(
    [names.properties, names.scripts, names.programs].map((name) => configMap(place, name)),
  );
  const problems: Problem[] = [
    ...(properties === undefined ? [gone(place, names.properties)] : []),
    ...(scripts === undefined ? [gone(place, names.scripts)] : []),
  ];
  if (properties === undefined || scripts === undefined) throw new UserError(problems);
  const read = readProperties(properties, names.properties, problems);
  if (read === undefined) throw new UserError(problems);
  const isPacked = scripts.binaryData?.[SCRIPTS_ARCHIVE] !== undefined;
  // Without an archive, a path in a folder is one of a volume that a manifest by hand has.
  if (isPacked || !read.script.includes("/")) {
    problems.push(...missingScripts(read.script, scriptPaths(scripts), names));
  }
  if (users !== undefined && users < read.workers) {
    problems.push({
      where: `${names.properties}: WORKER_NUM`,
      what: `${count(users, "user")} of the stack's run cannot be shared by ${count(read.workers, "worker")}`,
      fix: "Set it lower, or write more users in the stack.",
    });
  }
  const objects = readManifest(read, names, problems);
  if (objects === undefined || problems.length > 0) throw new UserError(problems);
  const digests = {
    [names.scripts]: digestOf(scripts),
    [names.programs]: digestOf(programs ?? {}),
  };
  const moment = new Date().toISOString();
  return {
    properties: read,
    objects: objects.map((object) => setUpAt(stamped(object, loadTest, digests), moment, read)),
  };
}

function gone({ file }: Place, name: string): Problem {
  return {
    where: `ConfigMap ${name}`,
    what: `it is not in namespace ${file.names.namespace}`,
    fix: "Run pulumi up, which makes it.",
  };
}

function configMap(place: Place, name: string): Promise<ConfigMapData | undefined> {
  const { namespace } = place.file.names;
  return readObject(place, `/api/v1/namespaces/${namespace}/configmaps/${name}`);
}

/**
 * Removes pods of Deployments that an earlier set-up left without success. They are made anew at once, whereas Kubernetes
 * would try them again only after minutes, and what failed them then would be told as the reason now.
 */
async function renew(place: Place, pods: readonly Pod[]): Promise<void> {
  for (const { metadata } of pods) {
    if (metadata?.ownerReferences === undefined) continue;
    const path = listPath("Pod", place.file.names.namespace);
    await deletePath(place.kubeConfig, `${path}/${metadata.name}`);
  }
}

/**
 * Returns the pods that there are.
 *
 * @throws {UserError} if a run is on: a master that is replaced loses its run, and so do workers
 */
async function podsWithoutRun(place: Place): Promise<Pod[]> {
  const { pods, master, plain } = await look(place);
  const { started, ended, users } = master ?? {};
  const isOn = plain?.isRunning ?? (started !== undefined && ended === undefined);
  if (!isOn) return pods;
  const since =
    started === undefined
      ? ""
      : ` since ${new Date(started * 1000).toISOString().slice(11, 19)} (${users?.now} users)`;
  throw new UserError([
    {
      where: place.file.loadTest,
      what: `a test is running${since}; nothing was changed`,
      fix: "Stop it in the dashboard or with understudy loadtest stop, then run loadtest-setup again.",
    },
  ]);
}

function count(n: number, noun: string): string {
  return n === 1 ? `one ${noun}` : `${n} ${noun}s`;
}
