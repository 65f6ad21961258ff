import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { LoadTestFile } from "../loadTestFile.ts";
import type { MasterState } from "../masterState.ts";
import { judgeRun } from "../observe/judgeRun.ts";
import { readRecord, writeRecord } from "../observe/runFolder.ts";
import { runId } from "../observe/runId.ts";
import type { RunRecord } from "../runRecord.ts";
import type { Statistics } from "../statistics.ts";
import type { RunKeeper } from "./runKeeper.ts";

/** Older runs have been finished by a reporter before. */
const LOOKED_AT = 20;

/**
 * Finishes what an earlier reporter left: runs whose master is gone meanwhile, and runs that were not kept. The newest
 * run of the master is observed further if it has not ended; its folder is fetched for that.
 */
export async function resume(
  keeper: RunKeeper,
  { stack, config }: Pick<LoadTestFile, "stack" | "config">,
  master: MasterState | undefined,
): Promise<void> {
  const current = master?.started === undefined ? undefined : runId(master.started);
  const ids = (await keeper.list()).slice(0, LOOKED_AT).reverse();
  for (const id of ids) {
    const record = await keeper.record(id);
    // Another stack may keep its runs in the same folder.
    if (record === undefined || record.stack !== stack) continue;
    if (record.end === "running") {
      await keeper.fetch(id);
      if (id === current) continue;
      const folder = join(keeper.folder, id);
      const { started } = record;
      const ended = (await lastRequest(keeper, id)) ?? started;
      const lost: RunRecord = { ...(readRecord(folder) ?? record), end: "master lost", ended };
      writeRecord(folder, judgeRun(folder, lost, config.thresholds));
      await keeper.keep(id);
    } else if (record.notKept !== undefined) await keeper.keep(id);
    else if ((keeper.last ?? "") < id) keeper.last = id;
  }
}

async function lastRequest(keeper: RunKeeper, id: string): Promise<string | undefined> {
  const content = await keeper.read(id, "statistics.json");
  if (content === undefined) return undefined;
  const { all }: Statistics = JSON.parse(await text(content));
  return all.last === undefined ? undefined : new Date(all.last * 1000).toISOString();
}
