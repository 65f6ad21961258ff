import { once } from "node:events";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { asked } from "../../src/controller/loop/asked.ts";
import { openSession } from "../../src/laptop/files/session.ts";
import { connectAgent } from "../../src/laptop/intercept/connectAgent.ts";
import { readWorkload, type Workload } from "../../src/laptop/intercept/readWorkload.ts";
import { type Program, runProgram } from "../../src/laptop/program/runProgram.ts";
import { openWays } from "../../src/laptop/program/ways.ts";
import { findPod } from "../../src/laptop/world/findPod.ts";
import { prepareWorld } from "../../src/laptop/world/prepareWorld.ts";
import { type Problem, UserError } from "../../src/problem.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { UsageError } from "../command/usageError.ts";
import { connectTo } from "../preview/connectTo.ts";
import { listenForStops } from "../signals.ts";
import { namespaceOf } from "./namespaceOf.ts";
import { CLUSTER_OPTIONS, duration } from "./options.ts";
import { tellChange, tellWorld } from "./tellWorld.ts";
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
  image: {
    type: "string",
    placeholder: "reference",
    default: "node:24-slim",
    description: "Image of the agent: any with Node 20.19 or later",
  },
  ttl: {
    type: "string",
    placeholder: "duration",
    default: "12h",
    reader: duration,
    description: "How long the connection lasts at most",
  },
  grace: {
    type: "string",
    placeholder: "duration",
    default: "10m",
    reader: duration,
    description: "How long the agent waits for a machine that is away",
  },
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
  ],
  run,
});

async function run(values: Values<typeof options>, command: string[]): Promise<number> {
  checkCall(values, command);
  const { mount, restart, "env-file": envFile } = values;
  const kubeConfig = await connectTo(values.context);
  const namespace = namespaceOf(kubeConfig, values.namespace);
  const workload = await asked(() => workloadOf(values.as));
  const stops = listenForStops();
  const session = openSession();
  const ends: (() => void | Promise<void>)[] = [() => session.remove()];
  let program: Program | undefined;

  async function workloadOf(as: string | undefined): Promise<Workload | undefined> {
    if (as === undefined) return undefined;
    const [name = "", container] = as.split(":");
    const problems: Problem[] = [];
    const found = await readWorkload(kubeConfig, namespace, name, container, problems);
    if (problems.length > 0) throw new UserError(problems);
    return found;
  }

  async function openWorld({ deployment, container }: Workload) {
    let pod: Pod | undefined;
    const world = await prepareWorld(kubeConfig, session, {
      ...{ container, mount, envFile },
      async findPod() {
        const problems: Problem[] = [];
        pod = await findPod(kubeConfig, deployment, problems, pod);
        if (problems.length > 0) throw new UserError(problems);
        return pod;
      },
      onChange(names) {
        tellChange(names, restart && command.length > 0);
        if (restart) program?.restart();
      },
      say: (line) => console.error(line),
    });
    ends.push(world.stop);
    tellWorld(world, mount !== undefined, session.inMemory);
    return world;
  }

  try {
    const world = workload && (await asked(() => openWorld(workload)));
    if (command.length === 0) {
      console.error("Environment and files are there until Ctrl-C.");
      await once(stops.first, "abort");
      return 0;
    }
    const { image, grace, ttl } = values;
    const name = workload?.deployment.metadata?.name ?? "";
    const pod = workload?.deployment.spec?.template;
    const agent = await asked(() =>
      connectAgent(kubeConfig, {
        ...{ namespace, image, grace, ttl },
        as: pod && { name, pod },
        onState: (state) => {
          if (state.state === "closed" && state.reason)
            console.error(`The connection has ended: ${state.reason}.`);
        },
      }),
    );
    ends.push(() => asked(agent.leave));
    const ways = await openWays(agent.link, session.folder, values.transparent);
    ends.push(ways.close);
    console.error(ways.text);
    const environment = () => world?.environment() ?? new Map<string, string>();
    program = runProgram({
      ...{ command, environment, ways },
      ...{ folder: session.folder, stop: stops.first },
    });
    return await program.exited;
  } finally {
    for (const end of ends.reverse()) await end();
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
