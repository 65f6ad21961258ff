import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import { type Problem, received } from "../../problem.ts";
import { deniedBy } from "../deniedBy.ts";
import type { StartRequest } from "../masterState.ts";
import { missingScripts } from "../scripts/missingScripts.ts";
import { startRequest } from "../startRequest.ts";

/** What the command asks for; what it leaves out is taken from the stack. */
export interface AskedRun {
  users?: number;
  /** Users that start in a second. */
  spawnRate?: number;
  runTimeSeconds?: number;
  stages?: { users: number; seconds: number }[];
  tags?: string[];
}

export interface RunSetting {
  config: Pick<LoadTestConfig, "run" | "host" | "deny" | "service" | "where">;
  /** `WORKER_NUM` and `LOCUST_SCRIPT` as they are in the cluster. */
  properties: Record<string, string>;
  /** Names of the ConfigMaps, for problems. */
  names: { properties: string; scripts: string };
  /** The scripts in the cluster. */
  scripts: ReadonlyMap<string, Buffer>;
}

/** Returns what a run is started with, and every mistake that can be known before anything is started. */
export function checkRun(
  asked: AskedRun,
  setting: RunSetting,
): { start: StartRequest; problems: Problem[] } {
  const problems: Problem[] = [];
  const start = startOf(asked, setting, problems);
  problems.push(...fewUsers(start, setting), ...unknownScript(setting), ...deniedHosts(setting));
  return { start, problems };
}

function startOf(asked: AskedRun, { config }: RunSetting, problems: Problem[]): StartRequest {
  const { run, host } = config;
  const isOwn = asked.users !== undefined || asked.runTimeSeconds !== undefined;
  const stages = asked.stages ?? (isOwn ? undefined : run.stages);
  if (asked.stages !== undefined && isOwn) {
    const what = "stages have their own numbers of users and times";
    problems.push({ where: "--stages", what, fix: "Leave out --users and --run-time." });
  }
  const users = asked.users ?? run.users;
  const runTimeSeconds = asked.runTimeSeconds ?? run.runTimeSeconds;
  if (stages === undefined && users === undefined) {
    const fix = "Add --users 200, or run: { users: 200 } to the load test in the stack.";
    problems.push({
      where: "--users",
      what: "expected the number of users, received nothing",
      fix,
    });
  }
  if (stages === undefined && runTimeSeconds === undefined) {
    const fix = "Add --run-time 10m, or run: { runTime: 10m } to the load test in the stack.";
    problems.push({
      where: "--run-time",
      what: "expected how long the load lasts, received nothing",
      fix,
    });
  }
  const { spawnRate = run.spawnRate, tags = run.tags } = asked;
  return startRequest({ users, spawnRate, runTimeSeconds, stages, tags }, host);
}

/** Locust gives each worker whole users, so that some would have none. */
function fewUsers({ users }: StartRequest, { properties, names }: RunSetting): Problem[] {
  const workers = Number(properties.WORKER_NUM);
  if (!(users > 0) || !(users < workers)) return [];
  const what = `${users === 1 ? "1 user is" : `${users} users are`} fewer than the ${workers} workers (WORKER_NUM in ${names.properties})`;
  return [{ where: "--users", what, fix: "Ask for more users, or set WORKER_NUM lower." }];
}

function unknownScript({ properties, names, scripts }: RunSetting): Problem[] {
  const { LOCUST_SCRIPT: script } = properties;
  const where = `${names.properties}: LOCUST_SCRIPT`;
  if (script === undefined || script === "") {
    return [{ where, what: `expected the name of a script, received ${received(script)}` }];
  }
  return missingScripts(script, [...scripts.keys()], names);
}

/** The host of the stack, and those that scripts set as a class' `host`. */
function deniedHosts({ config, scripts, names }: RunSetting): Problem[] {
  const { where = "loadtests" } = config;
  const found: Problem[] = [];
  const add = (place: string, url: string) => {
    const pattern = deniedBy(url, config);
    if (pattern !== undefined) {
      const what = `${url} may get no load: ${where}.deny has ${pattern}`;
      found.push({ where: place, what });
    }
  };
  if (config.host !== undefined) add(`${where}.host`, config.host);
  for (const [path, content] of scripts) {
    if (!path.endsWith(".py")) continue;
    content
      .toString("utf8")
      .split("\n")
      .forEach((line, i) => {
        const [, url] = /^\s*host\s*(?::\s*str\s*)?=\s*["']([^"']+)["']/.exec(line) ?? [];
        if (url !== undefined) add(`${names.scripts}: ${path}:${i + 1}`, url);
      });
  }
  return found;
}
