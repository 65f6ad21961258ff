import { spawn } from "node:child_process";
import { once } from "node:events";
import { asked } from "../../src/controller/loop/asked.ts";
import { connectTo as connectLocally } from "../../src/laptop/agent/connectTo.ts";
import { readPortChoice } from "../../src/laptop/intercept/httpPorts.ts";
import { type Intercept, intercept } from "../../src/laptop/intercept/intercept.ts";
import type { LinkState } from "../../src/laptop/link/link.ts";
import { formatProblem } from "../../src/problem.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { UsageError } from "../command/usageError.ts";
import { connectTo } from "../preview/connectTo.ts";
import { routeKey } from "../routeReaders.ts";
import { listenForStops } from "../signals.ts";
import { namespaceOf } from "./namespaceOf.ts";
import { CLUSTER_OPTIONS, duration } from "./options.ts";

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
  ...CLUSTER_OPTIONS,
  take: {
    type: "boolean",
    description: "End an intercept of the same Service and key, whoever holds it",
  },
  ttl: {
    type: "string",
    placeholder: "duration",
    default: "12h",
    reader: duration,
    description: "How long the intercept lasts at most",
  },
  grace: {
    type: "string",
    placeholder: "duration",
    default: "10m",
    reader: duration,
    description:
      "How long it waits for a machine that is away; the Service itself answers meanwhile",
  },
  image: {
    type: "string",
    placeholder: "reference",
    default: "node:24-slim",
    description: "Image of the agent: any with Node 20.19 or later",
  },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Requests for the Service that carry the key reach a port of this machine; all others reach the Service itself, whose
    pods stay as they are. It lasts until Ctrl-C, or until the command after "--" has ended. Everything goes through the
    Kubernetes API's port-forward, with your rights: see docs/laptop.md.`,
  options,
  positionals: { usage: "<service>[:container] [-- command ...]" },
  examples: [
    "understudy intercept payments --port 8080 --key ann -n shop -- go run main.go",
    "understudy intercept payments --port 8080:http --port 8081:grpc --key ann",
  ],
  run,
});

async function run(values: Values<typeof options>, words: string[]): Promise<number> {
  const [named, ...program] = words;
  const [service = "", container] = (named ?? "").split(":");
  if (service === "") throw new UsageError([{ where: "intercept", what: "expected a Service" }]);
  const kubeConfig = await connectTo(values.context);
  const namespace = namespaceOf(kubeConfig, values.namespace);
  const { key, image, grace, ttl, take, port: ports } = values;
  const stops = listenForStops();
  const states = stateLines();
  const made = await asked(() =>
    intercept(kubeConfig, {
      ...{ namespace, service, ports, key, image, grace, ttl, take },
      ...(container !== undefined && { container }),
      onState: states.tell,
    }),
  );
  for (const problem of made.problems) console.error(formatProblem(problem));
  states.begin();
  console.log(summaryOf(made, ports));
  for (const { local } of ports) await tellIfSilent(local);
  const code = await Promise.race([
    ...(program.length > 0 ? [runProgram(program, stops.first)] : []),
    ...(program.length > 0 ? [] : [aborted(stops.first).then(() => 0)]),
    states.closed.then((reason) => {
      console.error(`The intercept has ended: ${reason}.`);
      return 1;
    }),
  ]);
  console.error("Leaving: the Service itself answers again.");
  await asked(made.leave);
  return code;
}

function summaryOf({ agent, keyHeader, leading }: Intercept, ports: { local: number }[]): string {
  const { service, namespace, key } = agent;
  const local = ports.map((one) => `127.0.0.1:${one.local}`).join(", ");
  return [
    `Requests to ${service}.${namespace} reach ${local} with any of these:`,
    `  ${keyHeader}: ${key}`,
    `  baggage: understudy=${key}`,
    `All others reach the Service itself. Routes: ${leading.join(", ")}.`,
  ].join("\n");
}

/** Resolves at once if the signal came while the intercept was made. */
async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
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

/** Runs a program until it ends; at Ctrl-C, which it gets itself too, until it has ended by that. */
async function runProgram([file = "", ...args]: string[], stop: AbortSignal): Promise<number> {
  const child = spawn(file, args, { stdio: "inherit" });
  void aborted(stop).then(() => child.kill("SIGTERM"));
  const [code, signal] = await Promise.race([
    once(child, "exit"),
    once(child, "error").then(([error]) => {
      console.error(`${file} cannot be started: ${error.message}`);
      return [127, null];
    }),
  ]);
  return code ?? (signal === "SIGINT" ? 130 : 143);
}
