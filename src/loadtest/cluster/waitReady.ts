import { setTimeout } from "node:timers/promises";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import type { Trouble } from "../../cluster/pods/podTrouble.ts";
import { getPath } from "../../cluster/request.ts";
import { type Problem, UserError } from "../../problem.ts";
import { type LocustObject, listPath } from "./objects.ts";
import type { Place } from "./place.ts";
import { type Readiness, readinessOf, type Seen } from "./readiness.ts";
import { scriptMistake } from "./scriptMistake.ts";
import { look } from "./seen.ts";

export interface Patience {
  pollMs: number;
  /** For everything. */
  readyMs: number;
  /** For a trouble that may pass, such as a full quota while old pods end. */
  troubleMs: number;
}

export const PATIENCE: Patience = { pollMs: 500, readyMs: 300_000, troubleMs: 20_000 };

/**
 * Waits until all objects are ready and the master counts all workers.
 *
 * @throws {UserError} with the reason when that does not come
 */
export async function waitReady(
  place: Place,
  objects: LocustObject[],
  workers: number,
  { pollMs, readyMs, troubleMs }: Patience = PATIENCE,
): Promise<void> {
  const begin = Date.now();
  const since = new Map<string, number>();
  let said = "";
  for (;;) {
    const seen = await look(place);
    const readiness = readinessOf(seen, objects, place.file.names, workers);
    if (readiness.progress !== said) place.say(readiness.progress);
    said = readiness.progress;
    if (readiness.isReady) return;
    const stuck: Trouble[] = [];
    for (const trouble of readiness.troubles) {
      const key = `${trouble.who}: ${trouble.what}`;
      const first = since.get(key) ?? Date.now();
      const isLeft =
        trouble.wait === "long" || (trouble.wait === "short" && Date.now() - first < troubleMs);
      if (isLeft && !since.has(key)) place.say(`${key}; waiting`);
      since.set(key, first);
      if (!isLeft) stuck.push(trouble);
    }
    if (stuck.length > 0) throw new UserError(await allExplained(place, stuck, seen.pods));
    if (Date.now() - begin > readyMs)
      throw new UserError(await tooLate(place, readiness, seen, readyMs));
    await setTimeout(pollMs);
  }
}

async function tooLate(
  place: Place,
  { troubles, progress }: Readiness,
  seen: Seen,
  readyMs: number,
): Promise<Problem[]> {
  if (troubles.length > 0) return allExplained(place, troubles, seen.pods);
  const what = `not ready after ${readyMs / 1000} s: ${progress}`;
  const isSilent = seen.master === undefined;
  return [
    {
      where: place.file.loadTest,
      what: isSilent ? `${what}; the master does not answer on port 8090` : what,
      fix: `Look at the logs of ${place.file.names.master} and ${place.file.names.worker}.`,
    },
  ];
}

/** Returns troubles as problems. What several pods have is told once. */
function allExplained(
  place: Place,
  troubles: readonly Trouble[],
  pods: readonly Pod[],
): Promise<Problem[]> {
  const firsts = new Map(troubles.toReversed().map((trouble) => [trouble.what, trouble]));
  const told = troubles.filter((trouble) => firsts.get(trouble.what) === trouble);
  return Promise.all(told.map((trouble) => explained(place, trouble, pods)));
}

/** Returns a trouble as a problem, with the mistake that the container's log tells. */
async function explained(place: Place, trouble: Trouble, pods: readonly Pod[]): Promise<Problem> {
  const { who, what, fix, log } = trouble;
  const problem = { where: who, what, fix };
  if (log === undefined) return problem;
  const { names } = place.file;
  const query = `container=${log.container}&tailLines=200${log.isPrevious ? "&previous=true" : ""}`;
  const path = `${listPath("Pod", names.namespace)}/${log.pod}/log?${query}`;
  const { status, text } = await getPath(place.kubeConfig, path, "*/*");
  if (status !== 200) return problem;
  const folders = foldersOf(
    pods.find(({ metadata }) => metadata?.name === log.pod),
    names.scripts,
  );
  const mistake = scriptMistake(text, folders);
  if (mistake !== undefined)
    return {
      where: who,
      what: mistake,
      fix: "Correct it, upload it, and run loadtest-setup again.",
    };
  if (text.trim() === "") return problem;
  const lines = text.trimEnd().split("\n").slice(-LAST_LINES);
  return { ...problem, what: `${what}. It said last:\n    ${lines.join("\n    ")}` };
}

const LAST_LINES = 5;

/** Returns where a pod has the scripts. */
function foldersOf(pod: Pod | undefined, scripts: string): string[] {
  const volumes = (pod?.spec?.volumes ?? [])
    .filter(({ configMap }) => configMap?.name === scripts)
    .map(({ name }) => name);
  return (pod?.spec?.containers ?? [])
    .flatMap(({ volumeMounts = [] }) => volumeMounts)
    .filter(({ name }) => volumes.includes(name))
    .map(({ mountPath }) => mountPath);
}
