import { setTimeout } from "node:timers/promises";
import { UserError } from "../../problem.ts";
import type { MasterState, StartRequest } from "../masterState.ts";
import type { RunRecord } from "../runRecord.ts";
import { startRequest } from "../startRequest.ts";
import { exitCode } from "../verdict/exitCode.ts";
import { locked } from "./lock.ts";
import type { Place } from "./place.ts";
import { isReporters, ownObjects, removeAndTell } from "./removal.ts";
import type { Reporter } from "./reporterClient.ts";

export interface HeadlessPace {
  pollMs: number;
  /** Progress is told this often. */
  sayMs: number;
  /** A reporter that moves to another node is away for this long. */
  awayMs: number;
}

const PACE: HeadlessPace = { pollMs: 1_000, sayMs: 10_000, awayMs: 180_000 };

/**
 * Makes the load of the stack's plan, waits for the report, and removes everything, also if no load may be made. Returns
 * the exit code.
 *
 * @throws {UserError} when the run cannot be started, or the reporter is lost
 */
export async function runHeadless(place: Place, reporter: Reporter, pace = PACE): Promise<number> {
  const request = startOf(place);
  const { id } = await started(place, reporter, request, pace).catch(async (error) => {
    await removeUnused(place, reporter).catch(({ message }: Error) => place.say(message));
    throw error;
  });
  place.say(`Run ${id} has begun: ${planOf(request)}.`);
  const problem = await finished(place, reporter, id, pace);
  const record: RunRecord = JSON.parse((await reporter.file(id, "run.json")) ?? "{}");
  const verdict = await reporter.file(id, "verdict.md");
  const where = (await reporter.run(id)).place;
  const staysThere = problem !== undefined || !isKeptElsewhere(place);
  await locked(place, () => removeLocust(place, staysThere));
  if (verdict !== undefined) console.log(`\n${verdict.trimEnd()}\n`);
  place.say(`The run ended: ${record.end}. Verdict: ${record.verdict?.result ?? "not valid"}.`);
  if (problem !== undefined)
    place.say(`The report could not be kept where it should be: ${problem}`);
  if (staysThere)
    place.say("The reporter stays until loadtest-cleanup, because it has the report.");
  place.say(`The report is at ${where}`);
  return exitCode(record);
}

function startOf({ file }: Place): StartRequest {
  const { run, host } = file.config;
  const request = startRequest(run, host);
  if (request.users > 0 && (run.stages ?? run.runTimeSeconds) !== undefined) return request;
  throw new UserError([
    {
      where: file.loadTest,
      what: "a headless run needs a number of users and a run time",
      fix: "Write run: { users: 100, runTime: 10m } in the stack.",
    },
  ]);
}

function planOf({ users, runTimeSeconds, stages }: StartRequest): string {
  if (stages === undefined) return `${users} users for ${runTimeSeconds} s`;
  return stages.map((stage) => `${stage.users} users for ${stage.seconds} s`).join(", then ");
}

async function started(
  place: Place,
  reporter: Reporter,
  request: StartRequest,
  { pollMs, awayMs }: HeadlessPace,
): Promise<{ id: string }> {
  const begin = Date.now();
  for (;;) {
    try {
      return await reporter.start({ ...request, startedBy: "button" });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      if (name === "Refusal" || Date.now() - begin > awayMs) {
        throw new UserError([{ where: place.file.loadTest, what: `no load is made: ${message}` }]);
      }
      await setTimeout(pollMs);
    }
  }
}

/** Waits until the report of a run is written. Returns why it is not where it should be, or undefined. */
async function finished(
  place: Place,
  reporter: Reporter,
  id: string,
  { pollMs, sayMs, awayMs }: HeadlessPace,
): Promise<string | undefined> {
  let answered = Date.now();
  let said = Date.now();
  for (;;) {
    const status = await reporter.status().catch(() => undefined);
    if (status !== undefined) {
      answered = Date.now();
      if (status.run?.id !== id) return status.storeProblem;
      if (status.master !== undefined && Date.now() - said >= sayMs) {
        place.say(progressOf(status.master));
        said = Date.now();
      }
    }
    if (Date.now() - answered > awayMs) {
      const what = `the reporter has not answered for ${awayMs / 1000} s; run ${id} may go on`;
      throw new UserError([{ where: place.file.loadTest, what }]);
    }
    await setTimeout(pollMs);
  }
}

function progressOf({ users, requests, failures, now }: MasterState): string {
  const p95 = now.p95 === undefined ? "" : `, p95 ${now.p95} ms`;
  return `${users.now} of ${users.asked} users, ${requests} requests, ${failures} failed, ${Math.round(now.rate)} a second${p95}`;
}

/** Whoever else was faster has a run on, which must not be removed. */
async function removeUnused(place: Place, reporter: Reporter): Promise<void> {
  const status = await reporter.status();
  if (status.run !== undefined) return;
  const isLeft = status.storeProblem !== undefined || !isKeptElsewhere(place);
  await locked(place, () => removeLocust(place, isLeft));
  if (isLeft) place.say("The reporter stays until loadtest-cleanup: it may have earlier reports.");
}

function isKeptElsewhere({ file }: Place): boolean {
  const { claim, bucket } = file.config.report;
  return (claim ?? bucket) !== undefined;
}

async function removeLocust(place: Place, isReporterKept: boolean): Promise<void> {
  const objects = await ownObjects(place);
  const gone = objects.filter((object) => !isReporterKept || !isReporters(place, object));
  await removeAndTell(place, gone);
}
