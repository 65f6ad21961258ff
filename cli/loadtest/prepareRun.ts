import { existsSync } from "node:fs";
import { type AskedRun, checkRun } from "../../src/loadtest/client/checkRun.ts";
import { readConfigMap } from "../../src/loadtest/client/configMap.ts";
import { Unreachable } from "../../src/loadtest/client/readyPod.ts";
import type { StartRequest } from "../../src/loadtest/masterState.ts";
import type { RunRecord } from "../../src/loadtest/runRecord.ts";
import { compareScripts } from "../../src/loadtest/scripts/compareScripts.ts";
import { compilePython } from "../../src/loadtest/scripts/compilePython.ts";
import { packScripts } from "../../src/loadtest/scripts/packScripts.ts";
import { unpackScripts } from "../../src/loadtest/scripts/unpackScripts.ts";
import { type Problem, UserError } from "../../src/problem.ts";
import { whoRuns } from "./liveText.ts";
import type { Target } from "./target.ts";

export interface PreparedRun {
  start: StartRequest;
  /** Whether there is a Locust cluster already. */
  wasSetUp: boolean;
}

/**
 * Returns what a run is started with.
 *
 * @throws {UserError} with everything that stops it, before anything is started
 */
export async function prepareRun(
  target: Target,
  asked: AskedRun,
  say: (text: string) => void,
): Promise<PreparedRun> {
  const { kubeConfig, names, config, reporter } = target;
  const { namespace } = names;
  const [properties, uploaded] = await Promise.all([
    readConfigMap(kubeConfig, namespace, names.properties),
    readConfigMap(kubeConfig, namespace, names.scripts),
  ]);
  if (properties === undefined) {
    const where = `ConfigMap ${namespace}/${names.properties}`;
    throw new UserError([{ where, what: "it is not there", fix: "Run pulumi up first." }]);
  }
  const scripts = unpackScripts(uploaded ?? {});
  const { start, problems } = checkRun(asked, {
    config,
    properties: properties.data ?? {},
    names,
    scripts,
  });
  problems.push(...(await compilePython(scripts, `${names.scripts}: `)));
  const status = await reporter.status().catch((error) => {
    if (error instanceof Unreachable) return undefined;
    throw error;
  });
  if (status?.run !== undefined) problems.push(busy(target, status.run));
  if (problems.length > 0) throw new UserError(problems);
  sayDifference(config.scripts, scripts, names.scripts, say);
  return { start, wasSetUp: status !== undefined };
}

/** Returns the problem of a second run: who runs what since when. */
export function busy({ loadTest }: Target, run: RunRecord): Problem {
  const fix = "Wait for its end, or end it: understudy loadtest stop.";
  return { where: loadTest, what: whoRuns(run), fix };
}

/** Scripts may be edited in a console, so that a difference is no mistake. */
function sayDifference(
  folder: string,
  uploaded: ReadonlyMap<string, Buffer>,
  name: string,
  say: (text: string) => void,
): void {
  if (!existsSync(folder)) return;
  const changes = compareScripts(uploaded, unpackScripts(packScripts(folder)));
  if (changes.length === 0) return;
  const paths = changes.map(({ path }) => path).slice(0, 5);
  const more = changes.length > paths.length ? ` and ${changes.length - paths.length} more` : "";
  say(
    `Note: ${name} is not what ${folder}/ has here (${paths.join(", ")}${more}). It runs as it is in the cluster; "understudy loadtest scripts" uploads.`,
  );
}
