import { relative, resolve } from "node:path";
import { type LatencyFile, latencyFileOf, readLatencyFile } from "../../src/latency/file.ts";
import { loadLocalStack, type StackMock } from "../../src/local/localMocks.ts";
import { attempt, distinct, formatProblem, type Problem, UserError } from "../../src/problem.ts";
import { isBeyond } from "../../src/pull/drift.ts";
import { type PullQuestion, pullService, type ServicePull } from "../../src/pull/pullService.ts";
import { EVERYTHING, type PullWindow } from "../../src/pull/pullWindow.ts";
import { allOf, writePull } from "../../src/pull/writePull.ts";
import type { LatencySource } from "../../src/sources/source.ts";
import { readLastVerification } from "../../src/verify/lastVerification.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { oneOf } from "../command/readers.ts";
import { UsageError } from "../command/usageError.ts";
import { progressLine } from "./progressLine.ts";
import { OPTIONS } from "./pullOptions.ts";
import { pullJson, pullText } from "./pullText.ts";
import { statuses } from "./readers.ts";
import { SOURCES } from "./sources.ts";

const DEFAULT_STATUSES = "2xx,3xx";
const DEFAULT_WINDOW = { ms: 7 * 24 * 3_600_000, text: "7d" };

const ofSources: Options = Object.assign(
  {},
  ...[...SOURCES.values()].map(({ options }) => options),
);
const common = {
  from: {
    type: "string",
    placeholder: "source",
    required: true,
    reader: oneOf([...SOURCES.keys()]),
    description: `Where the latencies are measured: ${[...SOURCES.keys()].join(", ")}`,
  },
  ...OPTIONS,
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Asks where production's latencies are measured for those of a stack's services, and says for each route of their
    documents how they differ from the latency file. With --write the latency files are changed: only profiles that were
    pulled before, and routes without a profile. What was written by hand stays.

    Successful answers count, over the whole window. A quantile is kept if ten requests are beyond it: p99 needs 1,000.`,
  options: { ...common, ...ofSources },
  examples: [
    "understudy latency pull --from access-log --file access.log.gz --service payments",
    "understudy latency pull --from datadog --window 7d --hours 10-22 --zone Asia/Tokyo --write",
    "understudy latency pull --from datadog --check --tolerance 30%",
  ],
  // The options of all sources are in the table, but only the command's own have types here.
  run: (values) => pull(values as Values<typeof common>),
});

async function pull(values: Values<typeof common>): Promise<number> {
  checkCall(values);
  const root = process.cwd();
  const { mocks } = loadLocalStack(values.stack, root, values.service, false);
  const services = mocks.map((mock) => ({ mock, ...fileOf(mock, root) }));
  if (values.write) checkShared(services);
  const source = await openSource(values, root);
  const progress = progressLine(process.stderr);
  const problems: Problem[] = [];
  const pulls: (ServicePull & { file: string; written: boolean })[] = [];
  for (const { mock, path, file } of services) {
    const { table, service: name } = mock.mock;
    const settings = mock.config.latency;
    try {
      const rules = rulesOf(values, name, root);
      const question = { ...questionOf(values, source), rules, progress: progress.show };
      progress.show(`${name}: asking ${source.kind}`);
      const result = await pullService({ name, table, file, settings }, question);
      progress.clear();
      if (values.write || values.check) problems.push(...serviceWideProblems(result, values));
      const written = attempt(problems, () => values.write && writePull(path, file, result));
      pulls.push({ ...result, file: path, written: written ?? false });
    } catch (error) {
      progress.clear();
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (values.json) console.log(JSON.stringify(pullJson(source.kind, pulls, problems), null, 2));
  else for (const one of pulls) console.log(pullText(one, values));
  for (const problem of distinct(problems)) console.error(formatProblem(problem));
  const drifted = values.check && pulls.some((one) => hasDrifted(one, values.tolerance));
  return problems.length > 0 || drifted ? 1 : 0;
}

function checkCall(values: Values<typeof common>): void {
  const problems: Problem[] = [];
  if (values.write && values.check) {
    problems.push({ where: "--write and --check", what: "exclude each other" });
  }
  for (const [kind, { options }] of SOURCES) {
    if (kind === values.from) continue;
    for (const name of Object.keys(options)) {
      if (isGiven(values, name, options[name])) {
        problems.push({ where: `--${name}`, what: `belongs to --from ${kind}` });
      }
    }
  }
  if (problems.length > 0) throw new UsageError(problems);
}

function isGiven(values: object, name: string, option: Options[string] | undefined): boolean {
  const value: unknown = Object.entries(values).find(([key]) => key === name)?.[1];
  if (option === undefined || "default" in option) return false;
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

function fileOf(mock: StackMock, root: string): { path: string; file: LatencyFile | undefined } {
  const full = resolve(root, latencyFileOf(mock.config.spec));
  const short = relative(process.cwd(), full);
  const path = short.startsWith("..") ? full : short;
  // The stack has been checked, so the file has no mistakes.
  return { path, file: readLatencyFile(path, []) };
}

function checkShared(services: readonly { mock: StackMock; path: string }[]): void {
  const problems = [...Map.groupBy(services, ({ path }) => path)]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([path, sharing]) => ({
      where: path,
      what: `is the latency file of ${sharing.map(({ mock }) => mock.config.name).join(" and ")}`,
      fix: "Choose with --service whose latencies are written to it.",
    }));
  if (problems.length > 0) throw new UserError(problems);
}

async function openSource(values: Values<typeof common>, root: string): Promise<LatencySource> {
  const source = SOURCES.get(values.from);
  if (source === undefined) throw new Error(`--from ${values.from} was checked`);
  return await source.open(values, { name: values.stack, root });
}

function questionOf(
  values: Values<typeof common>,
  source: LatencySource,
): Omit<PullQuestion, "rules"> {
  const chosen = values.status ?? statuses.read(DEFAULT_STATUSES);
  if (chosen === undefined) throw new Error("the default statuses are valid");
  return {
    source,
    window: windowOf(values, source),
    statuses: chosen,
    statusesChosen: values.status !== undefined,
    serviceWide: values["service-wide"],
  };
}

function windowOf(values: Values<typeof common>, source: LatencySource): PullWindow {
  const hours = values.hours && { hours: { ...values.hours, zone: values.zone } };
  if (values.window === undefined && source.wholeByDefault) return { ...EVERYTHING, ...hours };
  const { ms, text } = values.window ?? DEFAULT_WINDOW;
  const to = new Date();
  return { from: new Date(to.getTime() - ms), to, text, ...hours };
}

function rulesOf(values: Values<typeof common>, service: string, root: string) {
  const { subtract, cap, force } = values;
  const ms = subtract === "measured" ? measuredOverhead(values.stack, service, root) : subtract;
  return {
    minSamples: values["min-samples"],
    force,
    ...(ms === undefined ? {} : { subtract: ms }),
    ...(cap === undefined ? {} : { cap }),
  };
}

/** Returns what answers of a service took beyond their targets in the stack's last verification. */
function measuredOverhead(stack: string, service: string, root: string): number {
  const report = readLastVerification(stack, root);
  const overhead = report?.services.find(({ name }) => name === service)?.overheadMs;
  if (overhead !== undefined) return Math.max(0, overhead);
  const what = `the last verification of stack ${stack} has not measured what is added for ${service}`;
  const fix = `Verify it first: npm run understudy -- verify --stack ${stack} --service ${service}; or name a duration.`;
  throw new UserError([{ where: "--subtract measured", what, fix }]);
}

function serviceWideProblems(pull: ServicePull, values: Values<typeof common>): Problem[] {
  if (pull.serviceWide === undefined || values["service-wide"]) return [];
  const fix = `${pull.serviceWide} Or ask for one profile of the whole service with --service-wide.`;
  return [{ where: pull.service, what: `${values.from} cannot tell its routes apart`, fix }];
}

function hasDrifted(pull: ServicePull, tolerance: number): boolean {
  return allOf(pull).some(({ drift }) => drift.some((one) => isBeyond(one, tolerance)));
}
