import { readSeveralFile, type SeveralFile } from "../../src/laptop/several/readSeveralFile.ts";
import { runAll } from "../../src/laptop/several/runAll.ts";
import type { Status } from "../../src/laptop/several/status.ts";
import { UserError } from "../../src/problem.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { UsageError } from "../command/usageError.ts";
import { connectTo } from "../preview/connectTo.ts";
import { routeKey } from "../routeReaders.ts";
import { listenForStops } from "../signals.ts";
import { askBefore } from "./askBefore.ts";
import { namespaceOf } from "./namespaceOf.ts";
import { AGENT_OPTIONS, CLUSTER_OPTIONS } from "./options.ts";
import { prepareSeveral } from "./prepareSeveral.ts";
import { jsonScreen, plainScreen, type Screen, terminalScreen } from "./screen.ts";
import { firstStatus, severalMember } from "./severalMember.ts";

/** Who says what is about all services. */
const ALL = "understudy";

const options = {
  file: {
    type: "string",
    short: "f",
    placeholder: "file",
    default: "understudy.yaml",
    completes: "file",
    description: "File that names the services",
  },
  key: {
    type: "string",
    short: "k",
    placeholder: "key",
    reader: routeKey,
    description: "Route key of the requests that are answered here (default: the file's)",
  },
  ...CLUSTER_OPTIONS,
  namespace: {
    ...CLUSTER_OPTIONS.namespace,
    description: "Namespace of the Services (default: the file's, or the context's)",
  },
  take: {
    type: "boolean",
    description: "End intercepts of the same Services and key, whoever holds them",
  },
  yes: {
    type: "boolean",
    description: "Do not ask before a Service itself is changed: by replace, or without Istio",
  },
  ...AGENT_OPTIONS,
  json: { type: "boolean", description: "Print a JSON object a line, instead of texts and table" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Runs several services on this machine, as a file names them. Requests for their Services that carry the key reach
    them here; all others reach the Services themselves, whose pods stay as they are. A table shows what becomes of each.
    It lasts until Ctrl-C, which ends all in the opposite order of their start, or until all have ended.`,
  options,
  examples: [
    "understudy dev --key ann",
    "understudy dev -f shop/understudy.yaml --key ann -n shop",
  ],
  run,
});

async function run(values: Values<typeof options>): Promise<number> {
  const read = readSeveralFile(values.file);
  try {
    return await runSeveral(read, values);
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof UsageError) throw error;
    const isTheFiles = (where: string) => where === "--context" && values.context === undefined;
    const place = `${values.file}: context`;
    const problems = error.problems.map((one) =>
      isTheFiles(one.where) ? { ...one, where: place } : one,
    );
    throw new UserError(read.withLines(problems));
  }
}

async function runSeveral(
  { several, routes }: SeveralFile,
  values: Values<typeof options>,
): Promise<number> {
  const { file, take, image, grace, ttl } = values;
  const { services } = several;
  const key = values.key ?? several.key ?? "";
  if (key === "" && services.some(({ ports, replace }) => ports.length > 0 && !replace)) {
    const fix = "Each person has one of their own: name it with --key, or in the file.";
    throw new UsageError([{ where: "--key", what: "expected a route key, received nothing", fix }]);
  }
  const kubeConfig = await connectTo(values.context ?? several.context);
  const stops = listenForStops();
  // Whoever closes the terminal ends what it does not reach by itself.
  process.on("SIGHUP", () => process.emit("SIGTERM"));
  let screen: Screen | undefined;
  const early: [name: string, line: string][] = [];
  const prepared = await prepareSeveral(kubeConfig, services, {
    ...{ key, take, routes, image, kill: stops.second },
    keyPlace: values.key === undefined ? `${file}: key` : "--key",
    namespace: namespaceOf(kubeConfig, values.namespace ?? several.namespace),
    print: (name, line) => screen?.print(name, line),
    say: (name, line) => (screen === undefined ? early.push([name, line]) : screen.say(name, line)),
  });
  try {
    const plans = prepared.map(({ plan }) => plan);
    const led = plans.filter((plan) => plan !== undefined && "led" in plan);
    if (!(await askBefore(led, values.yes))) return 1;
    const statuses = prepared.map(firstStatus);
    const shown = screenOf(statuses, values.json);
    screen = shown;
    for (const [name, line] of early) shown.say(name, line);
    const members = prepared.map((one, i) =>
      severalMember(kubeConfig, one, { image, grace, ttl }, statuses[i] as Status, shown),
    );
    return await runAll(members, stops.first, {
      allReady: () => shown.say(ALL, "All are ready. Ctrl-C ends them, the last one first."),
      hasEnded: (name, code) => shown.say(name, `Has ended with ${code}. The others go on.`),
      ending: () =>
        shown.say(ALL, "Ending all, the last one first. Ctrl-C again ends programs at once."),
    });
  } finally {
    for (const { local } of prepared) local.close();
    screen?.close();
  }
}

function screenOf(statuses: readonly Status[], isJson: boolean): Screen {
  const { stdout, stderr } = process;
  // Whoever reads has gone.
  stdout.once("error", () => process.emit("SIGTERM")).on("error", () => {});
  if (isJson) return jsonScreen(stdout, statuses);
  const isTerminal = stdout.isTTY && process.env.TERM !== "dumb";
  return isTerminal ? terminalScreen(stdout, statuses) : plainScreen(stdout, stderr, statuses);
}
