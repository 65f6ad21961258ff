import type { RunRecord, WorkerRecord } from "../runRecord.ts";
import type { Statistics } from "../statistics.ts";
import { percent, plural, shortNumber } from "./units.ts";

/** Per cent of a core. Above it Locust itself warns that response times are its own and not the service's. */
const MOST_CPU = 90;

/**
 * A throttled period delays the requests that are under way in it. From a hundredth of all periods on, the slowest
 * hundredth of the requests, which is what p99 tells, may have waited for the worker alone.
 */
const MOST_THROTTLED = 0.01;

/** Returns why a run says nothing about the service under test: one text for each reason, or none if it is valid. */
export function invalidReasons(record: RunRecord, statistics: Statistics | undefined): string[] {
  const { users, host, workers, leaks = [], end, unwatchedUntil, isPartial } = record;
  const reasons = workers.list.flatMap(workerReasons);
  if (workers.seen < workers.asked) {
    reasons.push(`${workers.seen} of ${plural(workers.asked, "worker")} took part`);
  }
  if (users.most < users.asked) {
    reasons.push(
      `${users.most} of ${plural(users.asked, "user")} ran at most: the load that was asked for was never reached`,
    );
    if (users.most === 0 && host === undefined) {
      reasons.push(
        "the run had no host: give the load test one (host), or its script's classes (host = …)",
      );
    }
  }
  if (unwatchedUntil !== undefined) {
    reasons.push(
      `nobody watched the run until ${unwatchedUntil}: its reporter was lost, with what it had seen of workers, logs and calls`,
    );
  }
  for (const { host, foundIn } of leaks) {
    reasons.push(`the service under test calls ${host}, which is no mock (${foundIn})`);
  }
  if (leaks.length === 0 && end === "leak") reasons.push("the leak guard ended the run");
  if (isPartial) {
    reasons.push("the master did not give its last statistics: those of the report are older");
  }
  if (end === "master lost") reasons.push("the master was lost during the run");
  if (statistics === undefined) reasons.push("there are no statistics of the run");
  else if (statistics.all.requests === 0) reasons.push("no request was made");
  return reasons;
}

function workerReasons(worker: WorkerRecord): string[] {
  const { id, pod, mostCpu, throttled = 0, isLost, restarts } = worker;
  const name = `worker ${pod ?? id}`;
  const reasons: string[] = [];
  if (isLost) reasons.push(`${name} was lost during the run`);
  if (restarts > 0) {
    reasons.push(`${name} was started again ${restarts === 1 ? "once" : `${restarts} times`}`);
  }
  if (mostCpu > MOST_CPU) {
    reasons.push(
      `${name} used ${shortNumber(mostCpu)} % of a core, and above ${MOST_CPU} % response times are partly its own: use more workers`,
    );
  }
  if (throttled > MOST_THROTTLED) {
    reasons.push(
      `${name} was slowed down by its CPU limit in ${percent(throttled)} of the time (at most ${percent(MOST_THROTTLED)} is allowed): raise the limit or use more workers`,
    );
  }
  return reasons;
}
