import { Refusal } from "../../src/loadtest/observe/master.ts";
import { defineCommand } from "../command/define.ts";
import { targetOptions } from "./options.ts";
import { withTarget } from "./target.ts";

export const command = defineCommand({
  description: `
    Ends the run that is on, whoever started it. Users finish what they do, and the report is written. The Locust cluster
    stays: "understudy loadtest cleanup" removes it.`,
  options: targetOptions,
  run: (asked) =>
    withTarget(asked, async ({ reporter, loadTest }) => {
      const id = (await reporter.status()).run?.id;
      try {
        await reporter.stop();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        console.error(`${loadTest}: ${error.message}.`);
        return 1;
      }
      console.log(`Run ${id} is being stopped. Its report: understudy loadtest report ${id}`);
      return 0;
    }),
});
