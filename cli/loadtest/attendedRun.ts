import { setTimeout } from "node:timers/promises";
import { formatDuration } from "../../src/latency/duration.ts";
import { followRun } from "../../src/loadtest/client/followRun.ts";
import { Unreachable } from "../../src/loadtest/client/readyPod.ts";
import type { ReporterClient } from "../../src/loadtest/client/reporterClient.ts";
import type { StartRequest } from "../../src/loadtest/masterState.ts";
import { Refusal } from "../../src/loadtest/observe/master.ts";
import { storedRecord } from "../../src/loadtest/store/storedRecord.ts";
import { exitCode } from "../../src/loadtest/verdict/exitCode.ts";
import { UserError } from "../../src/problem.ts";
import type { Values } from "../command/option.ts";
import { listenForStops, type Stops } from "../signals.ts";
import { cleanUp, cleanUpAfterSetUp, setUp } from "./clusterJobs.ts";
import { fetchRun } from "./fetchRun.ts";
import { liveLine, liveTable } from "./liveText.ts";
import { liveView } from "./liveView.ts";
import { busy, prepareRun } from "./prepareRun.ts";
import { askedRun, type loadOptions } from "./runOptions.ts";
import type { Target } from "./target.ts";
import { userHere } from "./userHere.ts";

export type RunValues = Values<typeof loadOptions> & {
  detach: boolean;
  keep: boolean;
  json: boolean;
};

/** As shells have it after Ctrl-C. */
export const INTERRUPTED = 130;

/** A reporter that was just set up, or that moved, answers within this time. */
const ANSWER_MS = 60_000;

const POLL_MS = 1_000;

/** Makes a run from its set-up to its clean-up, and returns the exit code. */
export async function attendedRun(target: Target, values: RunValues): Promise<number> {
  // With --json, standard output holds the record and nothing else.
  const say = values.json ? console.error : console.log;
  const { start, wasSetUp } = await prepareRun(target, askedRun(values), say);
  const stops = listenForStops();
  stops.first.addEventListener("abort", () => {
    say(
      "\nStopping: users finish what they do, and the report is written. Ctrl-C again removes everything at once.",
    );
  });
  await setUp(target, say, stops.first, values.keep || wasSetUp);
  if (stops.first.aborted) {
    await cleanUpAfterSetUp(target, say);
    return INTERRUPTED;
  }
  const id = await started(target, start).catch(async (error) => {
    const { run } = await target.reporter.status().catch(() => ({ run: undefined }));
    // Somebody else was faster, whose run must not be removed.
    if (run !== undefined) throw new UserError([busy(target, run)]);
    if (!values.keep && !wasSetUp) await cleanUp(target, say);
    throw error;
  });
  say(`Run ${id} has begun: ${planText(start)}.`);
  if (values.detach) {
    say("It goes on without this machine. See: understudy loadtest status, stop, report.");
    return 0;
  }
  if (!(await followed(target, id, say, stops))) {
    await cleanUp(target, say, ["at-once"]);
    return INTERRUPTED;
  }
  const { folder, record, text } = await fetchRun(target.reporter, target.loadTest, id);
  const kept = await keptAt(target, id);
  if (!values.keep) await cleanUp(target, say);
  say(`\nRun ${id}: ${record.end}.\n\n${text}\n`);
  say(`${kept}\nHere it is in ${folder}`);
  if (values.json) console.log(JSON.stringify({ ...record, folder }, null, 2));
  return exitCode(record);
}

/** Returns where a report is beside this machine, for people. */
async function keptAt({ reporter, config }: Target, id: string): Promise<string> {
  const { claim, bucket } = config.report;
  if ((claim ?? bucket) === undefined) {
    return "The stack's report names neither a claim nor a bucket: only the reporter's pod has it until the clean-up.";
  }
  const { storeProblem } = await reporter.status();
  if (storeProblem !== undefined)
    return `The report is not kept where the stack says: ${storeProblem}`;
  return `The report is kept at ${(await reporter.run(id))?.place}`;
}

/** Returns the run's id. */
async function started({ reporter }: Target, start: StartRequest): Promise<string> {
  const by = userHere();
  const begin = Date.now();
  for (let isAgain = false; ; isAgain = true) {
    try {
      return (await reporter.start({ ...start, startedBy: "command", by })).id;
    } catch (error) {
      // The answer to an earlier try may have been lost.
      const run = isAgain && error instanceof Refusal ? (await reporter.status()).run : undefined;
      if (run?.by === by) return run.id;
      if (!(error instanceof Unreachable) || Date.now() - begin > ANSWER_MS) throw error;
    }
    await setTimeout(POLL_MS);
  }
}

/** Shows a run until its report is written. Returns false if everything is to be removed before. */
async function followed(
  { reporter, loadTest }: Target,
  id: string,
  say: (text: string) => void,
  { first, second }: Stops,
): Promise<boolean> {
  const view = liveView(say === console.error ? process.stderr : process.stdout);
  const stop = () => void stopRun(reporter, second);
  if (first.aborted) stop();
  first.addEventListener("abort", stop);
  const begin = Date.now();
  for (;;) {
    await followRun({
      ...{ reporter, id, signal: second },
      show(status) {
        const now = Date.now() / 1000;
        view.show({ table: () => liveTable(status, now), line: () => liveLine(status, now) });
      },
    });
    if (second.aborted) return false;
    // A reporter that has just moved does not know yet that the run is on.
    const record = await storedRecord(reporter, id).catch(() => undefined);
    if (record !== undefined && record.end !== "running") return true;
    if (record === undefined && Date.now() - begin > ANSWER_MS) {
      const what = `the reporter was lost, and with it the report of run ${id}`;
      const fix = "Name a claim or a bucket in the stack's report, where reports outlive it.";
      throw new UserError([{ where: loadTest, what, fix }]);
    }
    await setTimeout(POLL_MS);
  }
}

async function stopRun(reporter: Pick<ReporterClient, "stop">, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      return await reporter.stop();
    } catch (error) {
      // It has ended by itself.
      if (error instanceof Refusal) return;
    }
    await setTimeout(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Returns what a run does, for people: `200 users for 10m, 10 more each second`. */
export function planText({ users, spawnRate, runTimeSeconds, stages }: StartRequest): string {
  const of = (count: number, seconds: number) =>
    `${count} users for ${formatDuration(seconds * 1000)}`;
  if (stages !== undefined) return stages.map((one) => of(one.users, one.seconds)).join(", then ");
  return `${of(users, runTimeSeconds ?? 0)}, ${spawnRate} more each second`;
}
