import { runJob } from "../../src/loadtest/client/runJob.ts";
import { defineCommand } from "../command/define.ts";
import { targetOptions } from "./options.ts";
import { withTarget } from "./target.ts";

export const command = defineCommand({
  description: `
    Makes a Job of the CronJob loadtest-cleanup, as "Run now" of a console does, and prints its log. A run that is on is
    stopped, and its report is kept first.`,
  options: targetOptions,
  run: (asked) =>
    withTarget(asked, async ({ kubeConfig, names }) => {
      const { namespace, cleanup: cronJob } = names;
      const end = await runJob({ kubeConfig, namespace, cronJob, say: console.log });
      return end === "succeeded" ? 0 : 1;
    }),
});
