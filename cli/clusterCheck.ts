import { checkCluster } from "../src/cluster/checkCluster.ts";
import { readClusterRouting } from "../src/cluster/readClusterRouting.ts";
import { loadStack } from "../src/plan/loadStack.ts";
import { faultless, planStack } from "../src/plan/planStack.ts";
import { formatProblem } from "../src/problem.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Values } from "./command/option.ts";
import { stackOption } from "./commonOptions.ts";

const options = {
  stack: stackOption("Stack whose cluster is asked"),
  json: { type: "boolean", description: "Print one JSON object instead of text" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Asks the stack's cluster for everything that would stop the stack there, and changes nothing: the context, Istio,
    namespaces and VirtualServices that belong to others, and your rights. "pulumi up" asks the same by itself.`,
  options,
  run: check,
});

async function check({ stack, json }: Values<typeof options>): Promise<number> {
  const root = process.cwd();
  const loaded = loadStack(stack, root);
  const { campaign } = faultless(planStack(loaded));
  const cluster = await readClusterRouting(campaign, root);
  const plan = faultless(planStack(loaded, { cluster }));
  const { problems, warnings, unknown } = await checkCluster(plan, root);
  const ok = problems.length === 0 && unknown === undefined;
  const context = campaign.kubeContext ?? "the current context";
  if (json) console.log(JSON.stringify({ stack, ok, problems, warnings, unknown }));
  else if (ok) console.log(`${context}: takes stack ${stack}`);
  if (!json) {
    for (const problem of [...problems, ...warnings]) console.error(formatProblem(problem));
    if (unknown !== undefined) console.error(`${context}: could not be asked: ${unknown}.`);
  }
  return ok ? 0 : 1;
}
