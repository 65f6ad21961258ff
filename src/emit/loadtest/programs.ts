import { jobsBundle } from "../../loadtest/entry/bundle.ts";
import { locustPrograms } from "./locustCommand.ts";

/** What the pods of load tests run. */
export interface LoadTestPrograms {
  /** The CronJobs' and the reporter's program. */
  bundle: string;
  /** What Locust loads beside the script, by the files' names. */
  python: Record<string, string>;
}

/** Returns what the pods of load tests run. It is made once. */
export function loadTestPrograms(): LoadTestPrograms {
  made ??= { bundle: jobsBundle(), python: locustPrograms() };
  return made;
}

let made: LoadTestPrograms | undefined;
