import { doRound } from "../../src/controller/loop/doRound.ts";
import { liveWorld } from "../../src/controller/loop/liveWorld.ts";
import { type Told, Watch } from "../../src/controller/loop/watch.ts";
import type { World } from "../../src/controller/world.ts";
import type { ShownChange } from "../../src/forge/github/client.ts";
import { githubHost } from "../../src/forge/github/credentials.ts";
import { githubForge } from "../../src/forge/github/githubForge.ts";
import { LONGEST_WAIT, parseWait } from "../../src/latency/duration.ts";
import { formatProblem, type Problem } from "../../src/problem.ts";
import { Registries } from "../../src/registry/registries.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Reader, Values } from "../command/option.ts";
import { integer } from "../command/readers.ts";
import { UsageError } from "../command/usageError.ts";
import { untilStopped } from "../signals.ts";
import { connectTo } from "./connectTo.ts";
import { dryRound } from "./dryRound.ts";
import { forgeOf, GITHUB } from "./forgeOf.ts";
import { listenForWebhooks } from "./listenForWebhooks.ts";
import { linesText } from "./reconcileText.ts";
import { reportMistakes, reportOptions, tellerOf } from "./reportOptions.ts";
import { FROM, ROUND_OPTIONS } from "./roundOptions.ts";

const interval: Reader<number> = {
  expected: `a duration above zero such as 1m, at most ${LONGEST_WAIT}`,
  read: parseWait,
};

const options = {
  from: { ...FROM, required: true },
  ...ROUND_OPTIONS,
  "confirm-deletes": {
    type: "boolean",
    description: "Delete also more than half of all copies at once",
  },
  watch: { type: "boolean", description: "Go on with rounds until Ctrl-C, and print what changes" },
  interval: {
    type: "string",
    placeholder: "duration",
    default: "1m",
    reader: interval,
    description: "The pause between two rounds of --watch",
  },
  webhook: {
    type: "string",
    placeholder: "port",
    reader: integer(1, 65_535),
    description:
      "Port for GitHub's webhooks, signed with GITHUB_WEBHOOK_SECRET: each ends the pause",
  },
  ...reportOptions,
  "dry-run": {
    type: "boolean",
    description:
      "Print the changes of objects, of routes and at GitHub as a diff, and change nothing",
  },
  json: { type: "boolean", description: "Print one JSON object instead of texts" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Makes the copies of annotated Deployments follow their pull requests, once or with --watch until Ctrl-C: makes,
    changes and removes preview replicas. A second call without a change writes nothing.

    Nothing is removed because an answer is missing: the list of pull requests has to be complete, and the pull request
    itself closed. The exit code is 1 if something is wrong with any copy; all others are cared for nonetheless. See
    docs/controller.md.`,
  options,
  examples: [
    "understudy preview reconcile --from github --dry-run",
    "understudy preview reconcile --from pulls.json --namespaces shop,accounts",
    "understudy preview reconcile --from github --watch --interval 30s --comment --status",
  ],
  run: reconcile,
});

async function reconcile(values: Values<typeof options>): Promise<number> {
  checkTogether(values);
  const shown: ShownChange[] = [];
  const instead = values["dry-run"] ? (change: ShownChange) => shown.push(change) : undefined;
  const aroundRound = surroundingsOf(values, instead);
  const registries = new Registries({ now: Date.now, env: process.env });
  const limits = { all: values.limit, namespace: values["namespace-limit"] };
  const options = { limits, confirmDeletes: values["confirm-deletes"] };
  const surroundings = async () => {
    const around = aroundRound();
    const kubeConfig = await connectTo(values.context);
    const { namespaces } = values;
    return { kubeConfig, world: liveWorld(kubeConfig, { ...around, registries, namespaces }) };
  };
  if (values["dry-run"]) {
    const { namespaces, json } = values;
    const around = { ...(await surroundings()), namespaces, options, told: shown, json };
    const { problems, warnings } = await dryRound(around);
    return exitCode(problems, warnings, json);
  }
  const round = async (stop?: AbortSignal) =>
    doRound((await surroundings()).world, options, { stop });
  if (values.watch) return watch(round, values);
  const { lines, warnings, report, ...told } = await round();
  if (!values.json) console.log(linesText(lines));
  const problems = [...told.problems, ...(await report())];
  if (values.json) console.log(JSON.stringify({ copies: lines, problems, warnings }));
  return exitCode(problems, warnings, values.json);
}

/** A consent to deletions is for those that somebody has seen, and not for all that come. */
function checkTogether(values: Values<typeof options>): void {
  const problems: Problem[] = [];
  for (const name of ["dry-run", "json", "confirm-deletes"] as const) {
    if (values.watch && values[name]) {
      problems.push({ where: `--${name}`, what: "is for one round, and not for --watch" });
    }
  }
  if (values.webhook !== undefined && !values.watch) {
    problems.push({ where: "--webhook", what: "ends a pause between rounds", fix: "Add --watch." });
  }
  problems.push(...reportMistakes(values, values.from === GITHUB));
  if (problems.length > 0) throw new UsageError(problems);
}

async function watch(
  round: (stop: AbortSignal) => Promise<Told>,
  { interval, webhook }: Values<typeof options>,
): Promise<number> {
  const rounds = new Watch();
  const server = webhook === undefined ? undefined : await listenForWebhooks(webhook, rounds.wake);
  const stop = new AbortController();
  const farewell = "Stopping after the writes under way. Ctrl-C again stops at once.";
  untilStopped(console.error, farewell).then(() => stop.abort());
  await rounds.run(() => round(stop.signal), interval, stop.signal);
  server?.close();
  return 0;
}

/**
 * Returns a function with the forge of each round: a file is read anew, and GitHub is asked by the same client, which
 * keeps its limits.
 *
 * @param instead called in place of each change of GitHub
 */
function surroundingsOf(
  values: Values<typeof options>,
  instead: ((change: ShownChange) => void) | undefined,
): () => Pick<World, "forge" | "tell"> {
  if (values.from !== GITHUB) {
    const forge = forgeOf(values.from);
    return () => ({ forge: forge() });
  }
  const hosts = [githubHost(process.env)];
  const forge = githubForge({ hosts, ...(instead && { instead }) });
  const around = { forge, tell: tellerOf(forge, values) };
  return () => around;
}

/** Prints what is wrong, and what people should know. Only the former makes the call fail. */
function exitCode(
  problems: readonly Problem[],
  warnings: readonly Problem[],
  json: boolean,
): number {
  if (!json) {
    for (const problem of problems) console.error(formatProblem(problem));
    for (const warning of warnings) console.error(`warning: ${formatProblem(warning)}`);
  }
  return problems.length > 0 ? 1 : 0;
}
