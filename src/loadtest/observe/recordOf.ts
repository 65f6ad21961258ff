import type { RunPlan } from "../../campaign/loadTest.ts";
import { isConnected, type MasterState, type WorkerState } from "../masterState.ts";
import type { RunRecord, WorkerRecord } from "../runRecord.ts";
import type { KnownOfRun } from "./knownOfRun.ts";
import { runId } from "./runId.ts";
import type { WorkerPod } from "./surroundings.ts";

/** Returns the record of a run that has just begun. */
export function beginningOf(known: KnownOfRun, state: MasterState): RunRecord {
  const { started = 0 } = state;
  return {
    format: 1,
    id: runId(started),
    loadTest: known.loadTest,
    stack: known.stack,
    ...(known.commit !== undefined && { commit: known.commit }),
    where: known.where,
    startedBy: known.startedBy ?? state.startedBy ?? "dashboard",
    ...(known.by !== undefined && { by: known.by }),
    started: isoMoment(started),
    ...(known.isLate && { unwatchedUntil: new Date().toISOString() }),
    end: "running",
    properties: known.properties,
    script: state.script,
    ...(state.host !== undefined && { host: state.host }),
    plan: known.plan ?? planOf(state),
    users: { asked: 0, most: 0 },
    workers: { asked: known.workersAsked, seen: 0, list: [] },
    mocks: known.mocks,
    versions: { ...known.versions, ...state.versions },
  };
}

/** Returns the record with what the master says now, while the run is on or right after its end. */
export function continued(
  record: RunRecord,
  state: MasterState,
  pods: readonly WorkerPod[],
): RunRecord {
  const { users, workers } = record;
  const isOn = state.ended === undefined;
  const connected = state.workers.filter(isConnected).length;
  return {
    ...record,
    users: {
      asked: Math.max(users.asked, state.users.asked),
      most: Math.max(users.most, state.users.most),
    },
    workers: {
      asked: workers.asked,
      seen: Math.max(workers.seen, connected),
      list: workersOf(workers.list, state.workers, pods, isOn),
    },
  };
}

/** Returns the record of a run that ended by itself or was stopped. */
export function ended(record: RunRecord, state: MasterState): RunRecord {
  const { started = 0, ended = started, runTimeSeconds } = state;
  // Locust ends a run up to a second early, since its moments and its timer have different beginnings.
  const isWhole = runTimeSeconds !== undefined && ended - started >= runTimeSeconds - 1;
  const end = (record.leaks ?? []).length > 0 ? "leak" : isWhole ? "finished" : "stopped";
  return { ...record, end, ended: isoMoment(ended) };
}

/** Returns the record of a run whose master went away. It ends when the master last answered. */
export function lost(record: RunRecord, lastAnswer: number): RunRecord {
  return { ...record, end: "master lost", ended: isoMoment(lastAnswer) };
}

function planOf({ users, spawnRate, runTimeSeconds, tags }: MasterState): RunPlan {
  return {
    users: users.asked,
    ...(spawnRate !== undefined && { spawnRate }),
    ...(runTimeSeconds !== undefined && { runTimeSeconds }),
    ...(tags !== undefined && tags.length > 0 && { tags }),
  };
}

function workersOf(
  before: readonly WorkerRecord[],
  now: readonly WorkerState[],
  pods: readonly WorkerPod[],
  isOn: boolean,
): WorkerRecord[] {
  const states = new Map(now.map((worker) => [worker.id, worker]));
  const records = new Map(before.map((worker) => [worker.id, worker]));
  // Workers that were lost before the run have no part in it.
  const fresh = now.filter((worker) => !records.has(worker.id) && isConnected(worker));
  return [...before, ...fresh.map(newWorker)].map((worker) => {
    const state = states.get(worker.id);
    const pod = podOf(worker.id, pods);
    const throttled = state?.throttled ?? worker.throttled;
    return {
      ...worker,
      ...(pod !== undefined && { pod: pod.name }),
      mostCpu: Math.max(worker.mostCpu, state?.mostCpu ?? 0),
      ...(throttled !== undefined && { throttled }),
      // Workers that go when a run has ended are "stopped", and forgotten later.
      isLost: worker.isLost || (state === undefined ? isOn : !isConnected(state)),
      restarts: Math.max(worker.restarts, pod?.restarts ?? 0),
    };
  });
}

function newWorker({ id }: WorkerState): WorkerRecord {
  return { id, mostCpu: 0, isLost: false, restarts: 0 };
}

/** Locust's ids begin with the name of the machine, which is the pod's. */
function podOf(id: string, pods: readonly WorkerPod[]): WorkerPod | undefined {
  return pods.find(({ name }) => id.startsWith(`${name}_`));
}

function isoMoment(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
