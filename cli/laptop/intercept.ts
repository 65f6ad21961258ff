import { asked } from "../../src/controller/loop/asked.ts";
import { readPortChoice } from "../../src/laptop/intercept/httpPorts.ts";
import { type Intercept, intercept } from "../../src/laptop/intercept/intercept.ts";
import { planIntercept } from "../../src/laptop/intercept/planIntercept.ts";
import { connectTo as connectLocally } from "../../src/laptop/link/connectTo.ts";
import type { LinkState } from "../../src/laptop/link/link.ts";
import { formatProblem } from "../../src/problem.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { UsageError } from "../command/usageError.ts";
import { connectTo } from "../preview/connectTo.ts";
import { routeKey } from "../routeReaders.ts";
import { aborted, listenForStops } from "../signals.ts";
import { commandOf } from "./commandOf.ts";
import { type LocalCommand, prepareCommand } from "./localCommand.ts";
import { namespaceOf } from "./namespaceOf.ts";
import { AGENT_OPTIONS, CLUSTER_OPTIONS } from "./options.ts";
import { WORLD_OPTIONS } from "./worldOptions.ts";

const options = {
  port: {
    type: "string",
    short: "p",
    placeholder: "local[:service]",
    required: true,
    multiple: true,
    reader: {
      expected:
        "a port of this machine such as 8080, or with a port of the Service such as 8080:http",
      read: readPortChoice,
    },
    description: "The port of this machine that answers, and the Service's if it has several",
  },
  key: {
    type: "string",
    short: "k",
    placeholder: "key",
    required: true,
    reader: routeKey,
    description: "Route key of the requests that are answered here",
  },
  ...WORLD_OPTIONS,
  ...CLUSTER_OPTIONS,
  take: {
    type: "boolean",
    description: "End an intercept of the same Service and key, whoever holds it",
  },
  ttl: { ...AGENT_OPTIONS.ttl, description: "How long the intercept lasts at most" },
  grace: {
    ...AGENT_OPTIONS.grace,
    description:
      "How long it waits for a machine that is away; the Service itself answers meanwhile",
  },
  image: AGENT_OPTIONS.image,
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Requests for the Service that carry the key reach a port of this machine; all others reach the Service itself, whose
    pods stay as they are. It lasts until Ctrl-C, or until the command after "--" has ended. That command has the
    container's environment, and reaches the cluster by its names. Everything goes through the Kubernetes API's
    port-forward, with your rights: see docs/laptop.md.`,
  options,
  positionals: { usage: "<service>[:container] [-- command ...]" },
  examples: [
    "understudy intercept payments --port 8080 --key ann -n shop -- go run main.go",
    "understudy intercept payments:app --port 8080 --key ann --mount pod --restart -- go run main.go",
    "understudy intercept payments --port 8080 --key ann --docker payments:dev -- --rm -it",
    "understudy intercept payments --port 8080:http --port 8081:grpc --key ann --env-file payments.env",
  ],
  run,
});

async function run(values: Values<typeof options>, words: string[]): Promise<number> {
  const [named, ...rest] = words;
  const { "env-file": envFile } = values;
  const [service = "", container] = (named ?? "").split(":");
  if (service === "") throw new UsageError([{ where: "intercept", what: "expected a Service" }]);
  const command = commandOf(values.docker, rest);
  const kubeConfig = await connectTo(values.context);
  const namespace = namespaceOf(kubeConfig, values.namespace);
  const { key, image, grace, ttl, take, port: ports } = values;
  const stop = listenForStops().first;
  const plan = await asked(() =>
    planIntercept(kubeConfig, {
      ...{ namespace, service, ports, key, take },
      ...(container !== undefined && { container }),
    }),
  );
  const wantsWorld = command.length > 0 || values.mount !== undefined || envFile !== undefined;
  const workload = wantsWorld ? plan.target : undefined;
  const local = await asked(() => prepareCommand(kubeConfig, { workload, command, values, stop }));
  try {
    const states = stateLines();
    const { dial } = local;
    const made = await asked(() =>
      intercept(kubeConfig, plan, { image, grace, ttl, dial, onState: states.tell }),
    );
    for (const problem of made.problems) console.error(formatProblem(problem));
    states.begin();
    console.log(summaryOf(made, ports, values.docker));
    try {
      return await untilEnded(made, local, states.closed);
    } finally {
      console.error("Leaving: the Service itself answers again.");
      await asked(made.leave);
    }
  } finally {
    local.close();
  }

  async function untilEnded(
    { link }: Intercept,
    local: LocalCommand,
    closed: Promise<string>,
  ): Promise<number> {
    if (command.length === 0) for (const { local } of ports) await tellIfSilent(local);
    const ended = command.length > 0 ? local.run(link) : aborted(stop).then(() => 0);
    const first = await Promise.race([ended, closed]);
    if (typeof first === "number") return first;
    console.error(`The intercept has ended: ${first}.`);
    local.end();
    if (command.length > 0) await ended;
    return 1;
  }
}

function summaryOf(
  { agent, keyHeader, leading }: Intercept,
  ports: { local: number }[],
  image: string | undefined,
): string {
  const { service, key } = agent;
  const here = image === undefined ? "127.0.0.1" : "the container";
  const local = ports.map((one) => `${here}:${one.local}`).join(", ");
  return [
    `Requests to ${service} reach ${local} with any of these:`,
    `  ${keyHeader}: ${key}`,
    `  baggage: understudy=${key}`,
    `All others reach the Service itself. Routes: ${leading.join(", ")}.`,
  ].join("\n");
}

async function tellIfSilent(port: number): Promise<void> {
  try {
    (await connectLocally("127.0.0.1", port)).destroy();
  } catch {
    console.error(
      `Nothing listens at 127.0.0.1:${port} yet: requests get 502 until something does.`,
    );
  }
}

/** Says in one line each that the link is lost, up again, or closed. */
function stateLines() {
  const closed = Promise.withResolvers<string>();
  let isBegun = false;
  let last: LinkState["state"] = "up";
  return {
    closed: closed.promise,
    begin() {
      isBegun = true;
    },
    tell(next: LinkState) {
      if (next.state === "closed" && next.reason !== undefined) closed.resolve(next.reason);
      if (next.state === "lost" && (last !== "lost" || !isBegun)) {
        const doing = isBegun ? "The link is lost, the Service itself answers" : "Waiting";
        console.error(`${doing}: ${next.reason}.`);
      }
      if (next.state === "up" && last === "lost" && isBegun) console.error("The link is up again.");
      last = next.state;
    },
  };
}
