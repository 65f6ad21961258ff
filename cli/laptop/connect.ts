import { asked } from "../../src/controller/loop/asked.ts";
import { connectAgent } from "../../src/laptop/intercept/connectAgent.ts";
import { readWorkload } from "../../src/laptop/intercept/readWorkload.ts";
import type { Workload } from "../../src/laptop/intercept/workload.ts";
import { type Problem, UserError } from "../../src/problem.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { UsageError } from "../command/usageError.ts";
import { connectTo } from "../preview/connectTo.ts";
import { aborted, listenForStops } from "../signals.ts";
import { commandOf } from "./commandOf.ts";
import { prepareCommand } from "./localCommand.ts";
import { namespaceOf } from "./namespaceOf.ts";
import { AGENT_OPTIONS, CLUSTER_OPTIONS } from "./options.ts";
import { stateLines } from "./stateLines.ts";
import { WORLD_OPTIONS } from "./worldOptions.ts";

const options = {
  as: {
    type: "string",
    placeholder: "service[:container]",
    description:
      "Deployment, or a Service before one, whose environment, files and identity the command has",
  },
  ...WORLD_OPTIONS,
  ...CLUSTER_OPTIONS,
  ...AGENT_OPTIONS,
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Runs a command that reaches the cluster by its names, short ones too, as a pod does. No requests of the cluster are
    taken. Calls leave from an agent's pod: with --as it has the service's identity, and the command the container's
    environment. It lasts until the command ends; without one, until Ctrl-C.`,
  options,
  positionals: { usage: "[-- command ...]" },
  examples: [
    "understudy connect -n shop -- curl http://service-b:5100/api/serviceB",
    "understudy connect --as payments -n shop --transparent -- go run main.go",
    "understudy connect --as payments -n shop --env-file payments.env --mount pod",
    "understudy connect --as payments -n shop --docker payments:dev -- -it",
  ],
  run,
});

async function run(values: Values<typeof options>, words: string[]): Promise<number> {
  const command = commandOf(values.docker, words);
  checkCall(values, command);
  const kubeConfig = await connectTo(values.context);
  const namespace = namespaceOf(kubeConfig, values.namespace);
  const workload = await asked(() => workloadOf(values.as));
  const stop = listenForStops().first;
  const local = await asked(() => prepareCommand(kubeConfig, { workload, command, values, stop }));
  try {
    if (command.length === 0) {
      console.error("Environment and files are there until Ctrl-C.");
      await aborted(stop);
      return 0;
    }
    const { image, grace, ttl } = values;
    const name = workload?.deployment.metadata?.name ?? "";
    const pod = workload?.deployment.spec?.template;
    const states = stateLines((line) => console.error(line), "The link is lost");
    states.closed.then((reason) => console.error(`The connection has ended: ${reason}.`));
    const agent = await asked(() =>
      connectAgent(kubeConfig, {
        ...{ namespace, image, grace, ttl, stop },
        as: pod && { name, pod },
        onState: states.tell,
      }),
    );
    states.begin();
    try {
      return await local.run(agent.link);
    } finally {
      await asked(agent.leave);
    }
  } finally {
    local.close();
  }

  async function workloadOf(as: string | undefined): Promise<Workload | undefined> {
    if (as === undefined) return undefined;
    const [name = "", container] = as.split(":");
    const problems: Problem[] = [];
    const found = await readWorkload(kubeConfig, namespace, name, container, problems);
    if (problems.length > 0) throw new UserError(problems);
    return found;
  }
}

function checkCall(values: Values<typeof options>, command: readonly string[]): void {
  const wanting = (["mount", "env-file"] as const).filter((name) => values[name] !== undefined);
  const problems: Problem[] = [];
  if (values.as === undefined) {
    for (const name of wanting) {
      const fix = "Name the service with --as.";
      problems.push({
        where: `--${name}`,
        what: "expected a service whose container is meant",
        fix,
      });
    }
  }
  if (command.length === 0 && wanting.length === 0) {
    problems.push({ where: "connect", what: 'expected a command after "--", received nothing' });
  }
  if (problems.length > 0) throw new UsageError(problems);
}
