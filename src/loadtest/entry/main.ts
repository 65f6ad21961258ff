import { formatProblem, UserError } from "../../problem.ts";
import { cleanUp } from "../cluster/cleanup.ts";
import { runHeadless } from "../cluster/headless.ts";
import { locked } from "../cluster/lock.ts";
import { type Place, thisPlace } from "../cluster/place.ts";
import { reporterOf } from "../cluster/reporterClient.ts";
import { setUp } from "../cluster/setUp.ts";
import { LOADTEST_FOLDERS } from "../places.ts";
import { report } from "../reporter/report.ts";
import { startRequest } from "../startRequest.ts";

const [, , command, option] = process.argv;

/** Whether this is to make a whole run. The command line runs `setup only`, since it makes the run itself. */
function isHeadless({ file }: Place): boolean {
  return command === "setup" && option !== "only" && file.config.headless;
}

/**
 * Entry point of the CronJobs and of the reporter: `node program setup [only] | cleanup [at-once] | report`. Exit codes of
 * a headless setup are those of the verdict; a setup that fails has 1, and 2 if it should have made a run.
 */
async function main(place: Place): Promise<number> {
  switch (command) {
    case "setup":
      return next(place, await locked(place, () => setUp(place, usersOf(place))));
    case "cleanup":
      await locked(place, () => cleanUp(place, { isAtOnce: option === "at-once" }));
      return 0;
    case "report":
      await report(place, LOADTEST_FOLDERS.reports);
      return 0;
    default:
      throw new Error(`expected setup, cleanup or report, received ${command}`);
  }
}

/** Returns the users of the run that a headless setup makes. */
function usersOf(place: Place): { users?: number } {
  return isHeadless(place) ? { users: startRequest(place.file.config.run, undefined).users } : {};
}

async function next(place: Place, isObserved: boolean): Promise<number> {
  if (isObserved && isHeadless(place)) return runHeadless(place, reporterOf(place));
  if (isObserved) sayNext(place);
  else place.say(NOT_OBSERVED);
  return isHeadless(place) ? 2 : 0;
}

const NOT_OBSERVED =
  "LOCUST_MANIFEST starts Locust alone, and not as the stack's does: load is made in its dashboard, and no run leaves a report or a verdict. Remove the key LOCUST_MANIFEST and run pulumi up to have the stack's again.";

function sayNext({ say, file }: Place): void {
  const { admin, namespace } = file.names;
  const { claim, bucket } = file.config.report;
  const where =
    bucket ?? (claim === undefined ? "the reporter's pod, until the clean-up" : `claim ${claim}`);
  say(`The dashboard is Service ${admin}.${namespace}, port 8089: understudy loadtest dashboard.`);
  say(`Reports of all runs go to ${where}.`);
}

const place = await thisPlace(LOADTEST_FOLDERS.program);
try {
  process.exitCode = await main(place);
} catch (error) {
  process.exitCode = isHeadless(place) ? 2 : 1;
  if (error instanceof UserError) {
    for (const problem of error.problems) place.say(formatProblem(problem));
  } else {
    place.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
