import { runJob } from "../../src/loadtest/client/runJob.ts";
import { defineCommand } from "../command/define.ts";
import { targetOptions } from "./options.ts";
import { withTarget } from "./target.ts";

export const command = defineCommand({
  description: `
    Makes a Job of the CronJob loadtest-setup, as "Run now" of a console does, and prints its log: the Locust cluster is as
    locust-properties says now.`,
  options: targetOptions,
  run: (asked) =>
    withTarget(asked, async ({ kubeConfig, names }) => {
      const { namespace, setup: cronJob } = names;
      const end = await runJob({ kubeConfig, namespace, cronJob, say: console.log });
      return end === "succeeded" ? 0 : 1;
    }),
});
