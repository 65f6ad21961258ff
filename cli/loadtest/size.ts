import { setTimeout } from "node:timers/promises";
import { quantityValue } from "../../src/config/values/quantityValue.ts";
import { MOST_WORKERS } from "../../src/loadTestLimits.ts";
import { readMeasurements } from "../../src/loadtest/observe/measureService.ts";
import { readRuns } from "../../src/loadtest/readRun.ts";
import { applyWorkers } from "../../src/loadtest/sizing/applyWorkers.ts";
import { podThroughput } from "../../src/loadtest/sizing/podThroughput.ts";
import { podSizingText, workerSizingText } from "../../src/loadtest/sizing/sizingText.ts";
import { workersFor } from "../../src/loadtest/sizing/workersFor.ts";
import { UserError } from "../../src/problem.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { UsageError } from "../command/usageError.ts";
import { rate } from "../commonOptions.ts";
import { measureHere } from "./measureHere.ts";
import { targetOptions } from "./options.ts";
import { withTarget } from "./target.ts";

const options = {
  ...targetOptions,
  rate: {
    type: "string",
    placeholder: "rate",
    reader: rate(),
    description: 'Requests that the workers shall make: "2000/s"',
  },
  apply: {
    type: "boolean",
    description: "Write the number of workers into locust-properties, for the next setup",
  },
  measure: {
    type: "boolean",
    description:
      "Measure the service under test with your own rights until the run that is on ends. In place of a run",
  },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Says how many workers and users a rate needs, from what a run has measured: a trial with one user is enough. Says also
    what one pod of the service under test served at half of its CPU, and where the CPU's figures are from.

    A run is a folder, or an id in runs/. The exit code is 1 if something that was asked for is not measured.`,
  options,
  positionals: { usage: "[run]" },
  examples: [
    "understudy loadtest size 2026-11-27T12-30-05Z --rate 2000/s --apply",
    "understudy loadtest size --measure",
  ],
  run: size,
});

async function size(values: Values<typeof options>, names: string[]): Promise<number> {
  const { rate, apply, measure } = values;
  checkCall(values, names);
  const folder = measure
    ? await withTarget(values, (target) => measureHere(target, wait))
    : undefined;
  const [run] = folder === undefined ? readRuns(names, process.cwd()) : [];
  const measured = readMeasurements(folder ?? run?.folder ?? ".");
  const pod = measured === undefined ? undefined : podThroughput(measured);
  console.log(pod === undefined ? NOT_WATCHED : podSizingText(pod));
  const isMeasured = pod !== undefined && pod.answers.length > 0;
  if (rate === undefined || run === undefined) return isMeasured ? 0 : 1;

  const { record, statistics } = run;
  const sizing = workersFor(record, statistics, rate, apply ? await workerCores(values) : 1);
  if (sizing === undefined) {
    throw new UserError([
      { where: record.id, what: "the run made no requests, so their cost is not known" },
    ]);
  }
  console.log(`\n${workerSizingText(sizing, rate)}`);
  if (apply) {
    const { workers } = sizing;
    if (workers > MOST_WORKERS) {
      const what = `${workers} workers are more than the ${MOST_WORKERS} that a load test may have`;
      throw new UserError([{ where: "--rate", what, fix: "Ask for a lower rate." }]);
    }
    await withTarget(values, ({ kubeConfig, names }) => applyWorkers(kubeConfig, names, workers));
    console.log(`\nWORKER_NUM is ${workers}. It counts from the next setup on.`);
  }
  return 0;
}

const NOT_WATCHED = [
  "Throughput of one pod of the service under test: not measured",
  "  The run did not watch the service. Name it in the stack (service: orders.shop), or measure a run that is on: understudy loadtest size --measure",
].join("\n");

function checkCall({ rate, apply, measure }: Values<typeof options>, names: string[]): void {
  const where = "loadtest size";
  const problems = [
    ...(measure && names.length > 0
      ? [{ where, what: "--measure takes no run: it waits for the end of the one that is on" }]
      : []),
    ...(measure && rate !== undefined
      ? [{ where, what: "--rate needs a run that has ended, and not --measure" }]
      : []),
    ...(!measure && names.length !== 1
      ? [{ where, what: `expected one run, received ${names.length}` }]
      : []),
    ...(apply && rate === undefined ? [{ where, what: "--apply needs --rate" }] : []),
  ];
  if (problems.length > 0) throw new UsageError(problems);
}

/** Returns the cores that a worker may use. */
function workerCores(values: Values<typeof options>): Promise<number> {
  return withTarget(values, async ({ config }) => {
    const { cpu } = config.worker.resources.limits ?? {};
    return cpu === undefined ? 1 : quantityValue(cpu);
  });
}

/** Sources have a new figure every ten seconds or so. */
const PAUSE_MS = 5_000;

function wait(): Promise<void> {
  return setTimeout(PAUSE_MS);
}
