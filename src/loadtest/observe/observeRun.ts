import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { MasterState } from "../masterState.ts";
import type { RunRecord } from "../runRecord.ts";
import { judgeRun } from "./judgeRun.ts";
import type { KnownOfRun } from "./knownOfRun.ts";
import { leakReason } from "./leakReason.ts";
import type { Master } from "./master.ts";
import { measureService } from "./measureService.ts";
import { beginningOf, continued, ended, lost } from "./recordOf.ts";
import { copyFiles, readRecord, writeRecord } from "./runFolder.ts";
import { runId } from "./runId.ts";
import type { Surroundings } from "./surroundings.ts";

export interface Observation {
  master: Master;
  surroundings: Surroundings;
  /** Folder of all runs of the load test. The run's own is made in it, with the run's id as its name. */
  folder: string;
  known: KnownOfRun;
  /** Called after each answer of the master. */
  onState?(state: MasterState, record: RunRecord): void;
  /** Ends the observation before the run ends. The folder then says that the run goes on. */
  signal?: AbortSignal;
  pace?: Pace;
}

export interface Pace {
  /** Between two questions for the state. */
  pollMs: number;
  /** Between two copies of the files, at least. */
  copyMs: number;
  /** A master that has not answered for this long is lost. */
  lostMs: number;
}

const PACE: Pace = { pollMs: 2_000, copyMs: 10_000, lostMs: 30_000 };

/** The pause between two copies is at least this many times as long as a copy: the master has load to count. */
const COPY_SHARE = 10;

/**
 * Observes the newest run of a master until its end, and returns its record. The run's folder then has everything that
 * `RunRecord` names. It is written during the run as well, so that a report is left if master and observer are lost.
 * A run that was observed before is observed further.
 */
export async function observeRun(observation: Observation): Promise<RunRecord> {
  const { master, surroundings, known, onState, signal, pace = PACE } = observation;
  let state = await master.state();
  let answered = Date.now();
  let nextCopy = answered;
  const { started = 0 } = state;
  const folder = join(observation.folder, runId(started));
  let record: RunRecord = readRecord(folder) ?? beginningOf(known, state);
  const workers = () => surroundings.workers().catch(() => []);
  const collect = () => surroundings.collect(folder, new Date(started * 1000)).catch(ignored);
  const measure = () => measureService(surroundings, folder, state).catch(ignored);
  const tell = () => {
    writeRecord(folder, record);
    onState?.(state, record);
    return record;
  };

  while (state.ended === undefined) {
    record = { ...continued(record, state, await workers()), end: "running" };
    if (Date.now() >= nextCopy) {
      const begin = Date.now();
      record = await watched(observation, record);
      await Promise.all([copyFiles(master, folder), collect(), measure()]);
      nextCopy = Date.now() + Math.max(pace.copyMs, (Date.now() - begin) * COPY_SHARE);
    }
    tell();
    const next = await nextState(observation, answered, pace);
    if (signal?.aborted) return record;
    if (next === undefined || next.started !== state.started) {
      await collect();
      const wasFollowed = next !== undefined && next.run > state.run;
      const last = answered / 1000;
      record = wasFollowed ? ended(record, { ...state, ended: last }) : lost(record, last);
      record = judgeRun(folder, record, known.thresholds);
      return tell();
    }
    state = next;
    answered = Date.now();
  }
  record = await watched(observation, continued(record, state, await workers()));
  const [isWhole] = await Promise.all([
    copyLast(observation, folder, state.started),
    collect(),
    measure(),
  ]);
  if (!isWhole) record = { ...record, isPartial: true };
  record = judgeRun(folder, await endOf(observation, record, state), known.thresholds);
  return tell();
}

/** Copies the files of a run that has ended. Returns whether the master gave its last statistics. */
async function copyLast(
  { master, surroundings, signal, pace = PACE }: Observation,
  folder: string,
  started: number | undefined,
): Promise<boolean> {
  const begin = Date.now();
  while (!(await copyFiles(master, folder))) {
    if (signal?.aborted || Date.now() - begin > pace.lostMs) return false;
    if (await surroundings.isMasterGone().catch(ignored)) return false;
    await setTimeout(pace.pollMs);
    const now = await master.state().catch(ignored);
    // Its files are those of another run by now.
    if (now && now.started !== started) return false;
  }
  return true;
}

/** A master whose pod is removed stops its run first, as if somebody had asked for it. */
async function endOf(
  { surroundings }: Observation,
  record: RunRecord,
  state: MasterState,
): Promise<RunRecord> {
  const end = ended(record, state);
  if (end.end !== "stopped") return end;
  const isGone = await surroundings.isMasterGone().catch(ignored);
  return isGone ? { ...end, end: "master lost" } : end;
}

/** Returns the master's next answer, or undefined if it is lost or the observation shall end. */
async function nextState(
  { master, surroundings, signal }: Observation,
  answered: number,
  { pollMs, lostMs }: Pace,
): Promise<MasterState | undefined> {
  for (;;) {
    await setTimeout(pollMs, undefined, { signal }).catch(ignored);
    const state = await master.state().catch(ignored);
    if (state !== undefined || signal?.aborted) return state;
    if (Date.now() - answered > lostMs) return undefined;
    if (await surroundings.isMasterGone().catch(ignored)) return undefined;
  }
}

/** Returns the record with the calls that are not allowed. At the first of them no more load is made. */
async function watched(
  { master, surroundings }: Observation,
  record: RunRecord,
): Promise<RunRecord> {
  const leaks = await surroundings.leaks().catch(ignored);
  if (leaks === undefined) return record;
  if (leaks.length > 0) await master.refuse(leakReason(leaks)).catch(ignored);
  return { ...record, leaks };
}

/** Parts of a report can be missing, and the next look may find them. */
function ignored(): undefined {}
