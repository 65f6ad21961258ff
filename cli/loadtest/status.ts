import { Unreachable } from "../../src/loadtest/client/readyPod.ts";
import { isConnected } from "../../src/loadtest/masterState.ts";
import type { ReporterStatus } from "../../src/loadtest/reporterApi.ts";
import { plural } from "../../src/loadtest/verdict/units.ts";
import { defineCommand } from "../command/define.ts";
import { liveTable, whoRuns } from "./liveText.ts";
import { targetOptions } from "./options.ts";
import { withTarget } from "./target.ts";

export const command = defineCommand({
  description: `
    Says whether the load test is set up, what runs and who started it, and where the last report is. The exit code is 0
    in each of these cases.`,
  options: {
    ...targetOptions,
    json: { type: "boolean", description: "Print the reporter's answer as JSON" },
  },
  run: (asked) =>
    withTarget(asked, async ({ reporter, loadTest }) => {
      const status = await reporter.status().catch((error) => {
        if (!(error instanceof Unreachable)) throw error;
        const { message } = error;
        if (asked.json) console.log(JSON.stringify({ isSetUp: false, message }));
        else console.log(`Load test ${loadTest} is not set up: ${message}.`);
      });
      if (status === undefined) return 0;
      if (asked.json) console.log(JSON.stringify({ isSetUp: true, ...status }, null, 2));
      else console.log(statusText(status, loadTest, Date.now() / 1000));
      return 0;
    }),
});

/** Returns the reporter's answer for people. `now` is in seconds since 1970. */
export function statusText(status: ReporterStatus, loadTest: string, now: number): string {
  const { master, run, last, storeProblem, removal } = status;
  const workers = master?.workers.filter(isConnected);
  const time = new Date(removal * 1000).toISOString().slice(0, 16).replace("T", " ");
  return [
    master === undefined
      ? `Load test ${loadTest} is set up, but its master does not answer.`
      : `Load test ${loadTest} is set up: script ${master.script.file}, ${plural(workers?.length ?? 0, "worker")}, Locust ${master.versions.locust}.`,
    run === undefined
      ? "No run is on."
      : `${capital(whoRuns(run))}.\n\n${liveTable(status, now)}\n`,
    ...(master?.refused ? [`No run may start: ${master.refused}`] : []),
    ...(last === undefined ? [] : [`The last report is at ${last.place}`]),
    ...(storeProblem === undefined ? [] : [`Reports cannot be kept: ${storeProblem}`]),
    `Without a run, everything is removed at ${time} UTC.`,
  ].join("\n");
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
