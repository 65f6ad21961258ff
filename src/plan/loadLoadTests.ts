import { relative, resolve } from "node:path";
import type { Campaign } from "../campaign/campaign.ts";
import type { LoadTestConfig } from "../campaign/loadTest.ts";
import { deniedBy } from "../loadtest/deniedBy.ts";
import { type PackedScripts, packScripts } from "../loadtest/scripts/packScripts.ts";
import { and, didYouMean, type Problem } from "../problem.ts";

/** A load test with its scripts. */
export interface LoadedLoadTest {
  config: LoadTestConfig;
  scripts: PackedScripts;
}

/**
 * Reads the scripts of a stack's load tests, and adds every mistake in them to `problems`.
 *
 * @param root folder of the stack's file
 */
export function loadLoadTests(
  { loadtests = [] }: Pick<Campaign, "loadtests">,
  root: string,
  problems: Problem[],
): LoadedLoadTest[] {
  return loadtests.map((config) => {
    const scripts = packScripts(resolve(root, config.scripts));
    const where = config.where ?? "loadtests";
    problems.push(
      ...scripts.problems.map(({ where: path, what, fix }) => ({
        where: `${where}.scripts`,
        what: `${relative(root, path)}: ${what}`,
        fix,
      })),
      ...missingScripts(config, scripts, where),
      ...deniedHost(config, where),
    );
    return { config, scripts };
  });
}

/** Locust takes several scripts, parted by commas. */
function missingScripts(
  { script, scripts: folder }: LoadTestConfig,
  { files, problems }: PackedScripts,
  where: string,
): Problem[] {
  if (files.length === 0 && problems.length > 0) return [];
  const names = script.split(",").map((name) => name.trim());
  const there = files.filter((file) => file.endsWith(".py"));
  return names
    .filter((name) => !files.includes(name))
    .map((name) => ({
      where: `${where}.script`,
      what: `no such script in ${folder}: ${name}`,
      fix:
        didYouMean(name, there) ??
        (there.length === 0
          ? `There are no scripts in ${folder}.`
          : `The scripts there are ${and(there)}.`),
    }));
}

function deniedHost(config: LoadTestConfig, where: string): Problem[] {
  const { host } = config;
  const denied = host === undefined ? undefined : deniedBy(host, config);
  if (denied === undefined) return [];
  const what = `${host} must not get load: deny has ${denied}`;
  return [{ where: `${where}.host`, what, fix: "Name a host of this stack's environment." }];
}
