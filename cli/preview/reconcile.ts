import { readFileSync } from "node:fs";
import type { KubeConfig } from "@kubernetes/client-node";
import { connect, messageOf, NoSuchContext } from "../../src/cluster/connection.ts";
import { dryRun } from "../../src/controller/cluster/dryRun.ts";
import { asked } from "../../src/controller/loop/asked.ts";
import { doRound } from "../../src/controller/loop/doRound.ts";
import { liveWorld } from "../../src/controller/loop/liveWorld.ts";
import { type Told, Watch } from "../../src/controller/loop/watch.ts";
import type { Plan } from "../../src/controller/plan.ts";
import { planRound } from "../../src/controller/round.ts";
import { ALLOWS_PREVIEWS, isSystem } from "../../src/controller/view.ts";
import { fileForge } from "../../src/forge/file/fileForge.ts";
import { readPulls } from "../../src/forge/file/readPulls.ts";
import { githubHost } from "../../src/forge/github/credentials.ts";
import { githubForge } from "../../src/forge/github/githubForge.ts";
import type { Forge } from "../../src/forge/pullRequest.ts";
import { parseDuration } from "../../src/latency/duration.ts";
import { didYouMean, formatProblem, type Problem, UserError } from "../../src/problem.ts";
import { Registries } from "../../src/registry/registries.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Reader, Values } from "../command/option.ts";
import { integer } from "../command/readers.ts";
import { UsageError } from "../command/usageError.ts";
import { untilStopped } from "../signals.ts";
import { listenForWebhooks } from "./listenForWebhooks.ts";
import { changesText, linesText } from "./reconcileText.ts";

const namespaces: Reader<string[]> = {
  expected: "namespaces such as shop,accounts, but none of Kubernetes' own",
  read(text) {
    const names = text.split(",");
    const isUsable = (name: string) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);
    return names.every((name) => isUsable(name) && !isSystem(name)) ? names : undefined;
  },
};

const interval: Reader<number> = {
  expected: "a duration above zero such as 1m",
  read: (text) => parseDuration(text) || undefined,
};

/** The word for GitHub itself; a file of that name is written as ./github. */
const GITHUB = "github";

const options = {
  from: {
    type: "string",
    placeholder: "github|file",
    required: true,
    completes: "file",
    description: `"${GITHUB}", with a token in GITHUB_TOKEN, or a JSON file with the pull requests of each repository`,
  },
  namespaces: {
    type: "string",
    placeholder: "names",
    reader: namespaces,
    description: `Namespaces whose Deployments are looked at (default: all with the label ${ALLOWS_PREVIEWS}=true)`,
  },
  context: {
    type: "string",
    placeholder: "name",
    description: "Context of the kubeconfig (default: its current one)",
  },
  limit: {
    type: "string",
    placeholder: "number",
    default: "50",
    reader: integer(0),
    description: "The most copies in all; more wait",
  },
  "namespace-limit": {
    type: "string",
    placeholder: "number",
    default: "20",
    reader: integer(0),
    description: "The most copies in a namespace; more wait",
  },
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
  "dry-run": { type: "boolean", description: "Print the change as a diff, and change nothing" },
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
    "understudy preview reconcile --from github --watch --interval 30s",
  ],
  run: reconcile,
});

async function reconcile(values: Values<typeof options>): Promise<number> {
  checkTogether(values);
  const forgeOfRound = forgeOf(values.from);
  const registries = new Registries({ now: Date.now, env: process.env });
  const limits = { all: values.limit, namespace: values["namespace-limit"] };
  const options = { limits, confirmDeletes: values["confirm-deletes"] };
  const surroundings = async () => {
    const forge = forgeOfRound();
    const kubeConfig = await connectTo(values.context);
    return {
      kubeConfig,
      world: liveWorld(kubeConfig, { forge, registries, namespaces: values.namespaces }),
    };
  };
  if (values["dry-run"]) {
    const { kubeConfig, world } = await surroundings();
    const plan = await asked(() => planRound(world, options));
    return printDryRun(plan, kubeConfig, values.json);
  }
  const round = async (stop?: AbortSignal): Promise<Told> =>
    doRound((await surroundings()).world, options, { stop });
  if (values.watch) return watch(round, values);
  const { lines, problems, warnings } = await round();
  if (values.json) console.log(JSON.stringify({ copies: lines, problems, warnings }));
  else console.log(linesText(lines));
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
 */
function forgeOf(from: string): () => Forge {
  if (from !== GITHUB) return () => fileForge(readPulls(readFrom(from), from), from);
  const forge = githubForge({ hosts: [githubHost(process.env)] });
  return () => forge;
}

async function printDryRun(plan: Plan, kubeConfig: KubeConfig, json: boolean): Promise<number> {
  const changes = await asked(() => dryRun(kubeConfig, plan.writes));
  const { lines, marks, removals, problems, warnings } = plan;
  if (json) {
    const deleted = removals.map(({ copy: { namespace, name } }) => `${namespace}/${name}`);
    console.log(JSON.stringify({ copies: lines, changes, marks, deleted, problems, warnings }));
  } else {
    const text = changesText(plan, changes);
    console.log(`${text === "" ? "Nothing would change." : text}\n\n${linesText(lines)}`);
  }
  return exitCode(problems, warnings, json);
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

function readFrom(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError([{ where: "--from", what: `cannot be read: ${messageOf(error)}` }]);
  }
}

async function connectTo(context: string | undefined): Promise<KubeConfig> {
  try {
    return await connect(context);
  } catch (error) {
    if (!(error instanceof NoSuchContext)) throw error;
    const fix = didYouMean(error.context, error.contexts);
    throw new UserError([{ where: "--context", what: error.message, fix }]);
  }
}
