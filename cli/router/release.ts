import { giveBack } from "../../src/cluster/live/giveBack.ts";
import { asked } from "../../src/controller/loop/asked.ts";
import { formatProblem, type Problem } from "../../src/problem.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { connectTo } from "../preview/connectTo.ts";
import { ROUND_OPTIONS } from "../preview/roundOptions.ts";

const options = {
  namespaces: {
    ...ROUND_OPTIONS.namespaces,
    description: "Namespaces whose VirtualServices are given back (default: all)",
  },
  context: ROUND_OPTIONS.context,
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Gives the VirtualServices that were taken over their own routes back, whatever keys there are. Run it before you
    remove the controller. What still composes routes takes them over again, unless you take the annotation
    understudy.dev/take-over off.`,
  options,
  examples: ["understudy router release --namespaces shop"],
  run: release,
});

async function release(values: Values<typeof options>): Promise<number> {
  const kubeConfig = await connectTo(values.context);
  const problems: Problem[] = [];
  const written = await asked(() => giveBack(kubeConfig, values.namespaces, problems));
  for (const problem of problems) console.error(formatProblem(problem));
  for (const name of written) console.log(`VirtualService ${name} has its own routes again.`);
  if (written.length === 0) console.log("No VirtualService has keys in its own routes.");
  return problems.length > 0 ? 1 : 0;
}
