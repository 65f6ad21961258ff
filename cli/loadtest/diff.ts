import { writeFileSync } from "node:fs";
import { compareRuns } from "../../src/loadtest/diff/compareRuns.ts";
import { diffPage } from "../../src/loadtest/diff/diffPage.ts";
import { diffText } from "../../src/loadtest/diff/diffText.ts";
import { readRuns } from "../../src/loadtest/readRun.ts";
import { defineCommand } from "../command/define.ts";
import { UsageError } from "../command/usageError.ts";

export const command = defineCommand({
  description: `
    Compares two runs of a load test, route by route: with the difference where there is one, and "noise" where two runs
    of the same thing differ as much. Also says what else is not the same: commit, script, mocks, workers, users, versions,
    properties.

    A run is a folder, or an id in runs/. The exit code is 0, whatever differs.`,
  options: {
    json: { type: "boolean", description: "Print the comparison as JSON" },
    html: {
      type: "string",
      placeholder: "file",
      completes: "file",
      description: "Write the comparison as one HTML page",
    },
  },
  positionals: { usage: "<A> <B>" },
  examples: ["understudy loadtest diff 2026-11-26T02-00-00Z 2026-11-27T02-00-00Z --html diff.html"],
  async run({ json, html }, names) {
    if (names.length !== 2) {
      throw new UsageError([
        { where: "loadtest diff", what: `expected two runs, received ${names.length}` },
      ]);
    }
    const [a, b] = readRuns(names, process.cwd());
    if (a === undefined || b === undefined) return 1;
    const diff = compareRuns(a, b);
    console.log(json ? JSON.stringify(diff, undefined, 2) : diffText(diff));
    if (html !== undefined) writeFileSync(html, diffPage(diff));
    return 0;
  },
});
