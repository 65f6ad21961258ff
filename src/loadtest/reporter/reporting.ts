import { setTimeout } from "node:timers/promises";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import { formatProblem, type Problem } from "../../problem.ts";
import { hasEnd, removeForgotten, setUpMoment } from "../cluster/age.ts";
import type { Place } from "../cluster/place.ts";
import { masterIn, ownDeployments, ownPods } from "../cluster/seen.ts";
import { propertiesOf } from "../cluster/stamp.ts";
import type { MasterState, StartRequest } from "../masterState.ts";
import type { KnownOfRun } from "../observe/knownOfRun.ts";
import { type Master, Refusal } from "../observe/master.ts";
import { observeRun } from "../observe/observeRun.ts";
import { runId } from "../observe/runId.ts";
import type { RunRecord } from "../runRecord.ts";
import { type Collectors, clusterSurroundings } from "./clusterSurroundings.ts";
import type { ReporterActions } from "./reporterServer.ts";
import { resume } from "./resume.ts";
import type { RunKeeper } from "./runKeeper.ts";
import { whyNoLoad } from "./whyNoLoad.ts";

/** What the reporter does all the time, and what it does when it is asked. */
export interface Reporting extends ReporterActions {
  /** Looks at the cluster once. If a run is on, observes it until its end. */
  step(): Promise<void>;
}

/** A copy of a run is kept this often while it is on. */
const SNAPSHOT_MS = 60_000;

/** The guard looks this often while no run is on, so that none is started in the dashboard. */
const GUARD_MS = 30_000;

/** How long a run that was started takes to be observed, at most. */
const BEGIN_MS = 20_000;

const NO_MASTER = "there is no master that answers: run loadtest-setup";

export function reporting(
  place: Place,
  keeper: RunKeeper,
  collectors: Collectors,
  signal: AbortSignal,
): Reporting {
  const { config, stack } = place.file;
  const { guard } = collectors;
  let master: Master | undefined;
  let state: MasterState | undefined;
  let current: RunRecord | undefined;
  let expected: Pick<KnownOfRun, "startedBy" | "by" | "plan"> = {};
  let isResumed = false;
  let removal = Date.now() + config.maxAgeSeconds * 1000;
  let nextSnapshot = 0;
  let saidProblem: string | undefined;
  let nextGuard = 0;

  async function step(): Promise<void> {
    const [pods, deployments] = await Promise.all([ownPods(place), ownDeployments(place)]);
    collectors.logs.look(pods);
    const moment = setUpMoment(deployments);
    if (moment !== undefined) removal = moment + config.maxAgeSeconds * 1000;
    master = masterIn(place, pods);
    state = await master?.state().catch(() => undefined);
    const isFirst = !isResumed;
    // A run whose master does not answer yet is not lost.
    if (isFirst && (master === undefined || state !== undefined)) {
      isResumed = true;
      await resume(keeper, place.file, state);
    }
    if (state?.started !== undefined && !keeper.isWritten(runId(state.started))) {
      // One that was started through this reporter has just begun.
      const isLate = isFirst && expected.startedBy === undefined;
      await observe({ ...knownOf(deployments), isLate });
    } else if (isForgotten()) await removeForgotten(place, whyReporterStays());
    else await watchIdle();
  }

  /** Whether the stack keeps reports nowhere else. */
  const isOnlyPlace = (config.report.claim ?? config.report.bucket) === undefined;

  function whyReporterStays(): string | undefined {
    const isOnlyHere = isOnlyPlace && keeper.last !== undefined;
    return keeper.problem ?? (isOnlyHere ? "the reports lie on its own disk" : undefined);
  }

  async function observe(known: KnownOfRun): Promise<void> {
    if (master === undefined) return;
    const surroundings = await clusterSurroundings(place, collectors);
    const record = await observeRun({
      ...{ master, surroundings, known, folder: keeper.folder, signal },
      onState,
    });
    if (signal.aborted) return keeper.snapshot(record.id);
    place.say(`Run ${record.id} ended: ${record.end}.`);
    await keeper.keep(record.id);
    if (keeper.problem === undefined) place.say(`Its report is at ${keeper.placeOf(record.id)}`);
    else place.say(formatProblem(notKept(record.id, keeper.problem)));
    current = undefined;
    expected = {};
  }

  function onState(now: MasterState, record: RunRecord): void {
    if (current === undefined) place.say(`Run ${record.id} began: ${record.startedBy}.`);
    state = now;
    current = record;
    if (isForgotten()) void master?.stop().catch(() => undefined);
    if (Date.now() < nextSnapshot || record.end !== "running") return;
    nextSnapshot = Date.now() + SNAPSHOT_MS;
    void keeper.snapshot(record.id).then(() => {
      if (keeper.problem !== undefined && keeper.problem !== saidProblem) {
        place.say(`The run cannot be copied yet: ${keeper.problem}`);
      }
      saidProblem = keeper.problem;
    });
  }

  function notKept(id: string, reason: string): Problem {
    const { secret } = config.report;
    const { namespace, serviceAccount } = place.file.names;
    const login =
      secret === undefined ? `the role of ServiceAccount ${serviceAccount}` : `Secret ${secret}`;
    return {
      where: `run ${id}`,
      what: `its report could not be kept: ${reason}`,
      fix: `It lies in this pod and is tried again. Fetch it with understudy loadtest report ${id}, and look at ${login} in namespace ${namespace}.`,
    };
  }

  function isForgotten(): boolean {
    return Date.now() > removal && !hasEnd(state);
  }

  function knownOf(deployments: readonly Deployment[]): KnownOfRun {
    const { file } = place;
    const workers = deployments.find(({ metadata }) => metadata?.name === file.names.worker);
    return {
      ...expected,
      ...{ loadTest: file.loadTest, stack, where: "cluster", versions: file.versions },
      ...(file.commit !== undefined && { commit: file.commit }),
      properties: propertiesOf(deployments),
      workersAsked: workers?.spec?.replicas ?? 0,
      mocks: file.mocks.map(({ name, profile, image }) => ({
        ...{ name, profile },
        ...(image !== undefined && { image }),
      })),
      thresholds: config.thresholds,
    };
  }

  async function watchIdle(): Promise<void> {
    if (master === undefined || Date.now() < nextGuard) return;
    nextGuard = Date.now() + GUARD_MS;
    const reason = await whyNoLoad(guard);
    if ((state?.refused ?? "") !== reason) await master.refuse(reason);
  }

  return {
    step,
    status: () => ({
      format: 1,
      ...(state !== undefined && { master: state }),
      ...(current !== undefined && { run: current }),
      ...(keeper.last !== undefined && {
        last: { id: keeper.last, place: keeper.placeOf(keeper.last) },
      }),
      ...(keeper.problem !== undefined && { storeProblem: keeper.problem }),
      removal: removal / 1000,
    }),
    own: async () => (isOnlyPlace ? keeper.list() : keeper.unkept()),
    async start({ startedBy, by, ...request }) {
      if (master === undefined) throw new Error(NO_MASTER);
      if (current !== undefined) throw new Refusal(isOn(current));
      const reason = await whyNoLoad(guard);
      if (reason !== "") throw new Refusal(reason);
      expected = { startedBy, ...(by !== undefined && { by }), plan: planOf(request) };
      await master.start(request);
      return { id: (await begun()).id };
    },
    async stop() {
      if (master === undefined) throw new Error(NO_MASTER);
      if (current === undefined) throw new Refusal("no run is on");
      await master.stop();
    },
  };

  async function begun(): Promise<RunRecord> {
    const end = Date.now() + BEGIN_MS;
    while (current === undefined) {
      if (Date.now() > end)
        throw new Error("the run was started, but the master tells nothing of it");
      await setTimeout(50);
    }
    return current;
  }
}

function isOn({ id, end, startedBy }: RunRecord): string {
  return end === "running"
    ? `run ${id} is on, started by ${startedBy}`
    : `the report of run ${id} is being written`;
}

function planOf({ users, spawnRate, runTimeSeconds, stages, tags }: StartRequest) {
  return {
    ...{ users, spawnRate },
    ...(runTimeSeconds !== undefined && { runTimeSeconds }),
    ...(stages !== undefined && { stages }),
    ...(tags !== undefined && { tags }),
  };
}
