import { bundleProgram } from "../../bundleProgram.ts";

/** Returns the program of the CronJobs and of the reporter with all its dependencies as one ESM file. */
export function jobsBundle(): string {
  return bundleProgram(import.meta.dirname, "main.ts", "loadtest/jobs.mjs");
}
