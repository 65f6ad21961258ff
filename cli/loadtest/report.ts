import { existsSync } from "node:fs";
import { formatDuration } from "../../src/latency/duration.ts";
import { Unreachable } from "../../src/loadtest/client/readyPod.ts";
import { isRunId } from "../../src/loadtest/observe/runId.ts";
import type { RunRecord } from "../../src/loadtest/runRecord.ts";
import { folderStore } from "../../src/loadtest/store/folderStore.ts";
import type { RunStore } from "../../src/loadtest/store/runStore.ts";
import { storedRecord } from "../../src/loadtest/store/storedRecord.ts";
import { storeOf } from "../../src/loadtest/store/storeOf.ts";
import { UserError } from "../../src/problem.ts";
import { formatTable } from "../../src/textTable.ts";
import { defineCommand } from "../command/define.ts";
import { UsageError } from "../command/usageError.ts";
import { fetchRun, folderOfRun, folderOfRuns } from "./fetchRun.ts";
import { targetOptions } from "./options.ts";
import { type Target, withTarget } from "./target.ts";

export const command = defineCommand({
  description: `
    Lists the runs whose reports are kept, the newest first, or copies one into runs/<load test>/<run>/ and prints its
    verdict. "latest" is the newest run.

    The reporter in the cluster is asked. If the load test is not set up, a bucket is read with your own credentials, and
    without one the folder runs/ of this machine; a claim only the reporter can read.`,
  options: {
    ...targetOptions,
    json: { type: "boolean", description: "Print the runs' records as JSON" },
  },
  positionals: { usage: "[run]" },
  examples: ["understudy loadtest report", "understudy loadtest report latest"],
  run: (asked, [run, ...others]) => {
    if (others.length > 0) {
      throw new UsageError([{ where: others.join(" "), what: "the command fetches one run" }]);
    }
    return withTarget(asked, async (target) => {
      const source = await sourceOf(target);
      if (run === undefined) {
        const records = await source.records();
        console.log(asked.json ? JSON.stringify(records, null, 2) : runTable(records));
        return 0;
      }
      const id = run === "latest" ? (await source.records())[0]?.id : run;
      if (id === undefined)
        throw new UserError([{ where: target.loadTest, what: "it has no runs" }]);
      if (!isRunId(id)) {
        const what = `expected the id of a run such as "2026-11-27T12-30-05Z", received "${id}"`;
        throw new UsageError([{ where: "loadtest report", what }]);
      }
      const { folder, record, text } = await fetchRun(source, target.loadTest, id);
      console.log(asked.json ? JSON.stringify(record, null, 2) : `${text}\n\n${folder}`);
      return 0;
    });
  },
});

interface Source extends Pick<RunStore, "files" | "read"> {
  records(): Promise<RunRecord[]>;
}

/** A bucket is read run by run. */
const MOST_RUNS = 20;

async function sourceOf({ reporter, config, loadTest }: Target): Promise<Source> {
  try {
    await reporter.status();
    return { records: reporter.runs, files: reporter.files, read: reporter.read };
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    if (config.report.bucket !== undefined)
      return storeSource(storeOf(config.report, loadTest, ""));
    const here = storeSource(folderStore(folderOfRuns(loadTest)));
    if ((await here.records()).length === 0) throw error;
    console.error(`${error.message}: these are the runs that this machine has.`);
    // Nothing is to be copied.
    return { ...here, files: async () => [] };
  }
}

function storeSource(store: RunStore): Source {
  return {
    files: store.files,
    read: store.read,
    async records() {
      const ids = (await store.list()).filter(isRunId).slice(0, MOST_RUNS);
      const records = await Promise.all(ids.map((id) => storedRecord(store, id)));
      return records.filter((record) => record !== undefined);
    },
  };
}

/** Returns the list of runs for people. */
export function runTable(records: readonly RunRecord[]): string {
  if (records.length === 0) return "There are no reports yet.";
  const head = ["RUN", "LENGTH", "USERS", "STARTED BY", "END", "VERDICT", "HERE"];
  const rows = records.map((record) => [
    record.id,
    record.ended === undefined
      ? "-"
      : formatDuration(Date.parse(record.ended) - Date.parse(record.started)),
    String(record.users.most),
    record.by ?? record.startedBy,
    record.end,
    record.verdict?.result ?? "-",
    existsSync(folderOfRun(record.loadTest, record.id)) ? "yes" : "no",
  ]);
  return formatTable([head, ...rows], [1, 2]);
}
