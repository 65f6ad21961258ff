import { setTimeout } from "node:timers/promises";
import { UserError } from "../../problem.ts";
import type { Place } from "./place.ts";
import { isReporters, ownObjects, removeAndTell } from "./removal.ts";
import { type Reporter, reporterOf } from "./reporterClient.ts";

/** Users finish what they do, the report is written and uploaded. */
const REPORT_MS = 180_000;

/** A reporter that has just started answers within this time. */
const ANSWER_MS = 10_000;

const POLL_MS = 1_000;

/**
 * Removes everything that `loadtest-setup` made, and nothing else. A run that is on is stopped, and its report is kept
 * first. Where it could not be kept, the reporter stays with it, and is removed by the next clean-up.
 *
 * @param options `isAtOnce`: waits for no report
 */
export async function cleanUp(place: Place, options: { isAtOnce: boolean }): Promise<void> {
  const objects = await ownObjects(place);
  if (objects.length === 0) {
    place.say("There is nothing to remove.");
    return;
  }
  const own = objects.filter((object) => isReporters(place, object));
  const others = objects.filter((object) => !isReporters(place, object));
  const waits = own.length > 0 && !options.isAtOnce;
  const problem = !waits ? undefined : await finishReports(place, reporterOf(place));
  const isKept = problem !== undefined && others.length > 0;
  const gone = isKept ? others : objects;
  await removeAndTell(place, gone);
  if (problem === undefined) return;
  if (!isKept) return place.say(`A report is lost: ${problem}`);
  throw new UserError([
    {
      where: place.file.loadTest,
      what: `the report of the last run could not be kept: ${problem}`,
      fix: `It lies in the pod of ${place.file.names.reporter}, which stays: fetch it with understudy loadtest report. The next clean-up removes it.`,
    },
  ]);
}

function whereReportsAre({ file }: Place, last: string): string {
  const { claim, bucket } = file.config.report;
  if ((claim ?? bucket) !== undefined) return `The last report is at ${last}`;
  return "The reports on the reporter's own disk are removed with it. The stack's report.claim or report.bucket keeps them.";
}

/** Waits until the reports of all runs are kept. Returns why one is not, or undefined. */
async function finishReports(place: Place, reporter: Reporter): Promise<string | undefined> {
  const begin = Date.now();
  let isStopped = false;
  let answered = begin;
  for (;;) {
    const status = await reporter.status().catch(() => undefined);
    if (status !== undefined) answered = Date.now();
    else if (Date.now() - answered > ANSWER_MS) {
      place.say(
        "The reporter does not answer. If a run is on, its report is as it was copied last.",
      );
      return undefined;
    }
    if (status?.run === undefined && status !== undefined) {
      if (status.last !== undefined) place.say(whereReportsAre(place, status.last.place));
      return status.storeProblem;
    }
    if (status?.run?.end === "running" && !isStopped) {
      place.say(`Run ${status.run.id} is on: it is stopped, and its report is finished first.`);
      await reporter.stop().catch(() => undefined);
      isStopped = true;
    }
    if (Date.now() - begin > REPORT_MS) {
      return status?.storeProblem ?? `not finished after ${REPORT_MS / 1000} s`;
    }
    await setTimeout(POLL_MS);
  }
}
