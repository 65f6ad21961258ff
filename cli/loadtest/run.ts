import { UserError } from "../../src/problem.ts";
import { type Command, defineCommand } from "../command/define.ts";
import { UsageError } from "../command/usageError.ts";
import { attendedRun } from "./attendedRun.ts";
import { targetOptions } from "./options.ts";
import { runLocal } from "./runLocal.ts";
import { loadOptions } from "./runOptions.ts";
import { withTarget } from "./target.ts";

const attended = defineCommand({
  description: `
    Makes load from the stack's cluster, and judges the run: builds the Locust cluster as locust-properties says now,
    starts the load, shows it until its end, copies the report into runs/<load test>/<run>/, prints the verdict, and removes
    the Locust cluster. Everything that can be known is checked before anything is started.

    With --local, Locust runs on this machine and the cluster is not asked: against the mocks of "understudy start", or any
    other --host.

    Ctrl-C ends the run: users finish what they do, and the report is written. Ctrl-C again removes everything at once.

    The exit code is 0 if the run passed, 1 if it failed, and 2 if it is not valid. It is 3 if there is no run to judge: for
    a mistake in the call or the stack, or a cluster that refuses.`,
  options: {
    ...targetOptions,
    ...loadOptions,
    detach: {
      type: "boolean",
      description:
        "Return as soon as the load has begun. It goes on, and its report is kept, without this machine",
    },
    local: { type: "boolean", description: "Run Locust on this machine, not in the cluster" },
    host: {
      type: "string",
      placeholder: "url",
      description: "With --local: what gets the load. By default the stack's host",
    },
    keep: { type: "boolean", description: "Leave the Locust cluster in place at the end" },
    json: {
      type: "boolean",
      description: "Print the run's record as JSON; all else goes to standard error",
    },
  },
  examples: [
    "understudy loadtest run --stack stg --users 200 --spawn-rate 10/s --run-time 10m",
    "understudy loadtest run --stages 1m:50,5m:200 --tags checkout",
    "understudy loadtest run --local --host http://localhost:4010 --users 20 --run-time 1m",
  ],
  run(values) {
    const { local, host, detach, keep } = values;
    if (local && (detach || keep)) {
      const where = detach ? "--detach" : "--keep";
      throw new UsageError([
        { where, what: "with --local there is no cluster that could have it" },
      ]);
    }
    if (!local && host !== undefined) {
      const what = "in the cluster the stack's host gets the load";
      throw new UsageError([{ where: "--host", what, fix: "Add --local, or change the stack." }]);
    }
    return local ? runLocal(values) : withTarget(values, (target) => attendedRun(target, values));
  },
});

/** Exit code for mistakes: others mean that a run was judged. */
const NO_RUN = 3;

export const command: Command = {
  ...attended,
  async run(args) {
    try {
      return await attended.run(args);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(error.message);
      return NO_RUN;
    }
  },
};
