import { asked } from "../../src/controller/loop/asked.ts";
import { leave } from "../../src/laptop/intercept/leave.ts";
import { listAgents } from "../../src/laptop/intercept/listAgents.ts";
import { endSession } from "../../src/laptop/standing/endSession.ts";
import { keyFile } from "../../src/laptop/standing/laptopKey.ts";
import { listStanding } from "../../src/laptop/standing/listStanding.ts";
import { didYouMean, type Problem, UserError } from "../../src/problem.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { UsageError } from "../command/usageError.ts";
import { connectTo } from "../preview/connectTo.ts";
import { KEY_FILE } from "./laptopKey.ts";
import { namespaceOf } from "./namespaceOf.ts";
import { CLUSTER_OPTIONS } from "./options.ts";

const options = {
  ...CLUSTER_OPTIONS,
  all: { type: "boolean", description: "End all intercepts of the namespace, whoever holds them" },
  "laptop-key": KEY_FILE,
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Ends intercepts by the names that "understudy list" prints: first their routes go, then everything that was made for
    them. Whoever holds one is told. An agent that a stack declares stays: who is there is told and ends, if the stack names
    this machine's key.`,
  options,
  positionals: { usage: "[name ...]" },
  examples: ["understudy leave payments-laptop-ann -n shop"],
  run: end,
});

async function end(values: Values<typeof options>, names: string[]): Promise<number> {
  if (values.all === names.length > 0) {
    throw new UsageError([{ where: "leave", what: "expected names of intercepts, or --all" }]);
  }
  const kubeConfig = await connectTo(values.context);
  const namespace = namespaceOf(kubeConfig, values.namespace);
  const agents = await asked(() => listAgents(kubeConfig, namespace));
  const standing = await asked(() => listStanding(kubeConfig, namespace));
  const known = [...agents, ...standing].map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UserError(
      unknown.map((name) => ({
        where: `namespace ${namespace}`,
        what: `has no intercept ${name}`,
        fix: didYouMean(name, known),
      })),
    );
  }
  const isMeant = ({ name }: { name: string }) => values.all || names.includes(name);
  for (const agent of agents.filter(isMeant)) {
    await asked(() => leave(kubeConfig, agent));
    console.log(`${agent.name} has ended.`);
  }
  const file = values["laptop-key"] ?? keyFile();
  const problems: Problem[] = [];
  for (const agent of standing.filter(isMeant)) {
    const what = await asked(() => endSession(kubeConfig, agent, file, problems));
    if (what !== undefined) console.log(what);
  }
  if (problems.length > 0) throw new UserError(problems);
  if (known.length === 0) console.log("There are no intercepts.");
  return 0;
}
