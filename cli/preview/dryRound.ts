import type { KubeConfig } from "@kubernetes/client-node";
import { dryRoutes } from "../../src/controller/cluster/dryRoutes.ts";
import { type DryChange, dryRun } from "../../src/controller/cluster/dryRun.ts";
import { asked } from "../../src/controller/loop/asked.ts";
import { reportRound } from "../../src/controller/report/reportRound.ts";
import { planRound, type RoundOptions } from "../../src/controller/round.ts";
import type { World } from "../../src/controller/world.ts";
import type { ShownChange } from "../../src/forge/github/client.ts";
import type { Problem } from "../../src/problem.ts";
import { changesText, linesText, toldText } from "./reconcileText.ts";

interface DryRound {
  world: World;
  kubeConfig: KubeConfig;
  namespaces: readonly string[] | undefined;
  options: RoundOptions;
  /** What GitHub would be told; it is complete once pull requests were told. */
  told: readonly ShownChange[];
  json: boolean;
}

/** Prints what a round would change in the cluster, of routes, and at GitHub. Resolves to what is wrong, and warnings. */
export async function dryRound({
  world,
  kubeConfig,
  namespaces,
  options,
  told,
  json,
}: DryRound): Promise<{ problems: Problem[]; warnings: Problem[] }> {
  const plan = await asked(() => planRound(world, options));
  const { lines, marks, removals, warnings } = plan;
  const problems = [...plan.problems];
  const changes: DryChange[] = await asked(() => dryRun(kubeConfig, plan.writes));
  const routes = await asked(() => dryRoutes(kubeConfig, namespaces, plan, problems));
  problems.push(...(await reportRound(plan, world)));
  if (json) {
    const deleted = removals.map(({ copy: { namespace, name } }) => `${namespace}/${name}`);
    const whole = { copies: lines, changes, marks, deleted, routes, told, problems, warnings };
    console.log(JSON.stringify(whole));
  } else {
    const text = [changesText(plan, changes, routes), toldText(told)].filter(Boolean).join("\n\n");
    console.log(`${text === "" ? "Nothing would change." : text}\n\n${linesText(lines)}`);
  }
  return { problems, warnings };
}
