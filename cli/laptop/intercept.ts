import { setFlagsFromString } from "node:v8";
import { asked } from "../../src/controller/loop/asked.ts";
import { readPortChoice } from "../../src/laptop/intercept/httpPorts.ts";
import { type Intercept, intercept } from "../../src/laptop/intercept/intercept.ts";
import { interceptLed } from "../../src/laptop/intercept/interceptLed.ts";
import { planIntercept } from "../../src/laptop/intercept/planIntercept.ts";
import { type JoinedAgent, joinStanding } from "../../src/laptop/standing/joinStanding.ts";
import { formatProblem, UserError } from "../../src/problem.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { UsageError } from "../command/usageError.ts";
import { connectTo } from "../preview/connectTo.ts";
import { routeKey } from "../routeReaders.ts";
import { aborted, listenForStops } from "../signals.ts";
import { askBefore, ledSummary } from "./askBefore.ts";
import { commandOf } from "./commandOf.ts";
import { KEY_FILE } from "./laptopKey.ts";
import { listensHere } from "./listensHere.ts";
import { type LocalCommand, prepareCommand } from "./localCommand.ts";
import { namespaceOf } from "./namespaceOf.ts";
import { AGENT_OPTIONS, CLUSTER_OPTIONS } from "./options.ts";
import { planStanding, standingSummary } from "./planStanding.ts";
import { stateLines } from "./stateLines.ts";
import { takenPort } from "./takenPort.ts";
import { chosenRoutes, TAKING_OPTIONS, takesText } from "./takingOptions.ts";
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
    reader: routeKey,
    description: "Route key of the requests that are answered here",
  },
  ...TAKING_OPTIONS,
  replace: {
    type: "boolean",
    description:
      "Answer all requests of the Service here, and connections of any protocol over TCP",
  },
  yes: {
    type: "boolean",
    description: "Do not ask before the Service itself is changed: by --replace, or without Istio",
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
  "laptop-key": KEY_FILE,
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Requests for the Service that carry the key reach a port of this machine; all others reach the Service itself, whose
    pods stay as they are. With --replace all of them reach this machine. It lasts until Ctrl-C, or until the command after
    "--" has ended. That command has the
    container's environment, and reaches the cluster by its names. Everything goes through the Kubernetes API's
    port-forward, with your rights: see docs/laptop.md.`,
  options,
  positionals: { usage: "<service>[:container] [-- command ...]" },
  examples: [
    "understudy intercept payments --port 8080 --key ann -n shop -- go run main.go",
    "understudy intercept payments:app --port 8080 --key ann --mount pod --restart -- go run main.go",
    "understudy intercept payments --port 8080 --replace",
    "understudy intercept payments --port 8080 --key ann --docker payments:dev -- --rm -it",
    "understudy intercept payments --port 8080:http --port 8081:grpc --key ann --env-file payments.env",
    "understudy intercept payments --port 8080 --key ann --routes 'GET /payments/{paymentId}' --mirror",
  ],
  run,
});

async function run(values: Values<typeof options>, words: string[]): Promise<number> {
  // What a busy link leaves behind is garbage at once: V8 would take some 20 MB more to collect it less often.
  setFlagsFromString("--semi-space-growth-factor=1");
  const [named, ...rest] = words;
  const { "env-file": envFile } = values;
  const [service = "", container] = (named ?? "").split(":");
  if (service === "") throw new UsageError([{ where: "intercept", what: "expected a Service" }]);
  const command = commandOf(values.docker, rest);
  const routes = chosenRoutes(values);
  checkKey(values);
  if (command.length > 0 && values.docker === undefined && !values.transparent) {
    const problems = await Promise.all(values.port.map(({ local }) => takenPort("--port", local)));
    const taken = problems.filter((one) => one !== undefined);
    if (taken.length > 0) throw new UserError(taken);
  }
  const kubeConfig = await connectTo(values.context);
  const namespace = namespaceOf(kubeConfig, values.namespace);
  const { key, image, grace, ttl, take, replace, mirror, port: ports } = values;
  const stop = listenForStops().first;
  const wantsWorld = command.length > 0 || values.mount !== undefined || envFile !== undefined;
  const wanted = {
    ...{ namespace, service, ports, take, replace, ...(key !== undefined && { key }) },
    ...(container !== undefined && { container }),
  };
  const plan = await asked(
    async () =>
      (await planStanding(kubeConfig, wanted, wantsWorld, values["laptop-key"])) ??
      planIntercept(kubeConfig, wanted),
  );
  if ("standing" in plan && (routes !== undefined || mirror)) {
    const what = "are for an intercept of its own; a stack declares the agent of this key";
    throw new UsageError([{ where: "--routes and --mirror", what, fix: "Take another key." }]);
  }
  if ("led" in plan && !(await askBefore([plan], values.yes))) return 1;
  const workload = wantsWorld ? plan.target : undefined;
  const local = await asked(() => prepareCommand(kubeConfig, { workload, command, values, stop }));
  try {
    const states = stateLines((line) => console.error(line));
    const { dial } = local;
    const how = { image, grace, ttl, stop, dial, onState: states.tell };
    const taking = { ...(routes && { routes }), mirror };
    const made = await asked<JoinedAgent | Intercept>(() => {
      if ("standing" in plan) return joinStanding(kubeConfig, { ...plan.standing, ...how });
      return "led" in plan
        ? interceptLed(kubeConfig, plan, { ...how, ...taking, tell: tellError })
        : intercept(kubeConfig, plan, { ...how, ...taking, tell: (text) => console.error(text) });
    });
    for (const problem of made.problems) console.error(formatProblem(problem));
    states.begin();
    console.log(summary(made));
    let isLeaving = false;
    const withdraw = () => {
      // After a take-over another machine answers.
      const isOver = made.link.state().state === "closed";
      if (!isLeaving && !isOver) console.error("Leaving: the Service itself answers again.");
      isLeaving = true;
      made.withdraw();
    };
    // The program may refuse requests before it has ended.
    aborted(stop).then(withdraw);
    try {
      return await untilEnded(made, local, states.closed);
    } finally {
      withdraw();
      await asked(made.leave);
    }
  } finally {
    local.close();
  }

  function summary(made: JoinedAgent | Intercept): string {
    if ("standing" in plan) return standingSummary(plan);
    const { agent } = made as Intercept;
    if (!("led" in plan)) return summaryOf(made as Intercept, ports, values.docker);
    const isPart = agent.routes !== undefined || agent.mirror;
    return isPart
      ? `${ledSummary(plan)}\nThis machine takes ${takesText(agent)}.`
      : ledSummary(plan);
  }

  async function untilEnded(
    { link }: JoinedAgent,
    local: LocalCommand,
    closed: Promise<string>,
  ): Promise<number> {
    if (command.length === 0) for (const { local } of ports) await tellIfSilent(local, mirror);
    const ended = command.length > 0 ? local.run(link) : aborted(stop).then(() => 0);
    const first = await Promise.race([ended, closed]);
    if (typeof first === "number") return first;
    console.error(`The intercept has ended: ${first}.`);
    local.end();
    if (command.length > 0) await ended;
    return 1;
  }
}

function checkKey({ key, replace }: Values<typeof options>): void {
  if ((key === undefined) === replace) return;
  const what = replace ? "expected no key beside --replace" : "expected a key, or --replace";
  throw new UsageError([{ where: "--key", what }]);
}

function tellError(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
}

function summaryOf(
  { agent, keyHeader, leading }: Intercept,
  ports: { local: number }[],
  image: string | undefined,
): string {
  const { service, key, routes, mirror } = agent;
  const here = image === undefined ? "127.0.0.1" : "the container";
  const local = ports.map((one) => `${here}:${one.local}`).join(", ");
  return [
    `${mirror ? "Copies of requests" : "Requests"} to ${service} reach ${local} with any of these:`,
    `  ${keyHeader}: ${key}`,
    `  baggage: understudy=${key}`,
    ...(routes ? [`on ${routes.length === 1 ? "this route" : "these routes"} only:`] : []),
    ...(routes ?? []).map((route) => `  ${route}`),
    `${mirror ? "The Service itself answers them all" : "All others reach the Service itself"}. Routes: ${leading.join(", ")}.`,
  ].join("\n");
}

async function tellIfSilent(port: number, mirror: boolean): Promise<void> {
  if (await listensHere(port)) return;
  const meanwhile = mirror ? "copies are thrown away" : "requests get 502";
  console.error(`Nothing listens at 127.0.0.1:${port} yet: ${meanwhile} until something does.`);
}
