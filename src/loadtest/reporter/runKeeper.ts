import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { UserError } from "../../problem.ts";
import { readRecord, writeRecord } from "../observe/runFolder.ts";
import { isRunId } from "../observe/runId.ts";
import type { StoredFile } from "../reporterApi.ts";
import type { RunRecord } from "../runRecord.ts";
import { downloadRun } from "../store/downloadRun.ts";
import { folderStore } from "../store/folderStore.ts";
import type { RunStore } from "../store/runStore.ts";
import { storedRecord } from "../store/storedRecord.ts";

/** Keeps runs where the stack says, and reads them there or here. */
export interface RunKeeper {
  /** Folder in which runs are written. */
  folder: string;
  /** Why the last attempt to keep a run failed. */
  problem: string | undefined;
  /** Newest run that is written. */
  last: string | undefined;
  /** Keeps a run. A failure is told by `problem` and in the run's record, and tried again later. */
  keep(id: string): Promise<void>;
  /** Copies a run as it stands, in case that this pod is lost. A failure is told by `problem`. */
  snapshot(id: string): Promise<void>;
  /** Returns whether a run is written, though perhaps not where it should be. */
  isWritten(id: string): boolean;
  /** Returns the ids of runs that could not be kept yet. */
  unkept(): string[];
  /** Copies a run's folder here from where it is kept. */
  fetch(id: string): Promise<void>;
  placeOf(id: string): string;
  /** Returns the ids of runs here and there, the newest first. Those here alone, if the store does not answer. */
  list(): Promise<string[]>;
  record(id: string): Promise<RunRecord | undefined>;
  files(id: string): Promise<StoredFile[]>;
  read(id: string, path: string): Promise<Readable | undefined>;
}

const AGAIN_MS = [10_000, 30_000, 60_000];
const LATER_MS = 300_000;

/** @param signal ends the attempts */
export function runKeeper(store: RunStore, folder: string, signal: AbortSignal): RunKeeper {
  const here = folderStore(folder, "the reporter's own disk");
  const unkept = new Set<string>();
  /** Those that are kept do not change. */
  const records = new Map<string, RunRecord>();
  const sourceOf = (id: string) => (existsSync(join(folder, id)) ? here : store);

  /** Returns whether it is kept. */
  async function attempt(id: string): Promise<boolean> {
    const path = join(folder, id);
    const record = readRecord(path);
    if (record === undefined) return true;
    try {
      delete record.notKept;
      writeRecord(path, record);
      await store.save(id, path);
      unkept.delete(id);
      if (unkept.size === 0) keeper.problem = undefined;
      return true;
    } catch (error) {
      keeper.problem = reasonOf(error);
      unkept.add(id);
      writeRecord(path, { ...record, notKept: keeper.problem });
      return false;
    } finally {
      records.delete(id);
      if (keeper.last === undefined || keeper.last < id) keeper.last = id;
    }
  }

  async function tryAgain(id: string): Promise<void> {
    for (let n = 0; ; n++) {
      await setTimeout(AGAIN_MS[n] ?? LATER_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || (await attempt(id))) return;
    }
  }

  const keeper: RunKeeper = {
    folder,
    problem: undefined,
    last: undefined,
    async keep(id) {
      if (!(await attempt(id))) void tryAgain(id);
    },
    async snapshot(id) {
      try {
        await store.save(id, join(folder, id));
        if (unkept.size === 0) keeper.problem = undefined;
      } catch (error) {
        keeper.problem = reasonOf(error);
      }
    },
    isWritten: (id) => (keeper.last ?? "") >= id,
    async fetch(id) {
      if (sourceOf(id) === store) await downloadRun(store, id, join(folder, id));
    },
    unkept: () => [...unkept],
    placeOf: (id) => (unkept.has(id) ? here : store).placeOf(id),
    async list() {
      const there = await store.list().catch((error) => {
        keeper.problem = reasonOf(error);
        return [];
      });
      const ids = [...there, ...(await here.list())];
      return [...new Set(ids.filter(isRunId))].sort().reverse();
    },
    async record(id) {
      const known = records.get(id);
      if (known !== undefined) return known;
      const record = await storedRecord(sourceOf(id), id);
      if (record !== undefined && record.end !== "running") records.set(id, record);
      return record;
    },
    files: (id) => sourceOf(id).files(id),
    read: (id, path) => sourceOf(id).read(id, path),
  };
  return keeper;
}

function reasonOf(error: unknown): string {
  if (error instanceof UserError) {
    return error.problems.map(({ where, what }) => `${where}: ${what}`).join("; ");
  }
  return error instanceof Error ? error.message : String(error);
}
