import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Pod, Service } from "kubernetes-types/core/v1.d.ts";
import { unaskable } from "../../cluster/askCluster.ts";
import { connect, NoSuchContext } from "../../cluster/connection.ts";
import { labelQuery, noRight, pathOf, type ResourceKind } from "../../cluster/listObjects.ts";
import { readPodEvents } from "../../cluster/podTroubles.ts";
import { createAt, deletePath, getPath, patchPath } from "../../cluster/request.ts";
import { statusMessage } from "../../cluster/statusMessage.ts";
import { UserError } from "../../problem.ts";
import { progressIn, resultIn } from "../jobLog.ts";
import type { Report } from "../report.ts";
import type { Prepared, Progress } from "../verification.ts";
import { type JobPlace, jobConfigMap, VERIFIER, verifyJob } from "./jobObjects.ts";

/** A verification in a cluster. */
export interface ClusterRun {
  prepared: Prepared;
  /** The program of the Job. */
  bundle: string;
  kubeContext: string | undefined;
  /** A Service of one of the mocks: the Job runs in its namespace, in a pod like those behind it. */
  mock: { name: string; namespace: string };
  isInMesh: boolean;
  /** Resolves when the user wants to stop. */
  stopped: Promise<void>;
  show(progress: Progress): void;
}

const POLL_MS = 1_000;

/** A pod that has not started by then does not start. */
const START_MS = 180_000;

/**
 * Runs a Job that asks the mocks, and returns its report. Whatever happens, the Job is removed; if this process dies, the
 * cluster removes it ten minutes after its end.
 *
 * @throws {UserError} when the Job cannot be made, does not start, or ends without a report
 */
export async function runInCluster(run: ClusterRun): Promise<Report> {
  try {
    return await runJob(run);
  } catch (error) {
    // What the kubeconfig or the API server's address refuses has a cause or a code; a mistake of ours has neither.
    const isRefused = error instanceof Error && ("code" in error || error.cause instanceof Error);
    if (!isRefused && !(error instanceof NoSuchContext)) throw error;
    throw new UserError([unaskable(error, run.prepared.stack)]);
  }
}

async function runJob(run: ClusterRun): Promise<Report> {
  let isStopped = false;
  void run.stopped.then(() => {
    isStopped = true;
  });
  const kubeConfig = await connect(run.kubeContext);
  const { namespace } = run.mock;
  const mockPod = await podOfMock(kubeConfig, run.mock);
  const name = `understudy-verify-${Math.random().toString(36).slice(2, 8).padEnd(6, "0")}`;
  const place = { name, namespace, isInMesh: run.isInMesh };
  // At once, whatever is waited for: Pulumi ends the program soon after Ctrl-C.
  void run.stopped.then(() => removeJob(kubeConfig, place));
  try {
    if (!isStopped) await makeJob(kubeConfig, run, place, mockPod);
    const pod = await startedPod(kubeConfig, place, () => isStopped);
    // The log is followed from the start, because a pod that is removed takes its log with it.
    const log = followLog(kubeConfig, place, pod);
    const text = await watched(log, async () => {
      const tail = await readLog(kubeConfig, place, pod, "tailLines=5");
      const progress = progressIn(tail);
      if (progress !== undefined) run.show(progress);
    });
    const result = resultIn(text) ?? resultIn(await readLog(kubeConfig, place, pod, ""));
    if (result === undefined) throw wrong(place, "the Job ended without a report", lastLine(text));
    if ("problems" in result) throw new UserError(result.problems);
    return result.report;
  } finally {
    await removeJob(kubeConfig, place);
  }
}

async function podOfMock(
  kubeConfig: KubeConfig,
  { name, namespace }: ClusterRun["mock"],
): Promise<Pod> {
  const service = await read<Service>(
    kubeConfig,
    { group: "", resource: "services", namespace },
    `/${name}`,
  );
  const selector = service?.spec?.selector ?? {};
  const pods = await read<{ items: Pod[] }>(
    kubeConfig,
    { group: "", resource: "pods", namespace },
    `?${labelQuery(selector)}&fieldSelector=status.phase%3DRunning`,
  );
  const pod = Object.keys(selector).length === 0 ? undefined : pods?.items[0];
  if (pod !== undefined) return pod;
  throw new UserError([
    {
      where: `Service ${namespace}/${name}`,
      what: "no pod of the mock runs there",
      fix: "Run pulumi up first.",
    },
  ]);
}

async function makeJob(kubeConfig: KubeConfig, run: ClusterRun, place: JobPlace, mockPod: Pod) {
  const { namespace, name } = place;
  const configMaps: ResourceKind = { group: "", resource: "configmaps", namespace };
  const jobs: ResourceKind = { group: "batch", resource: "jobs", namespace };
  await create(kubeConfig, configMaps, jobConfigMap(run.prepared, run.bundle, place));
  const text = await create(kubeConfig, jobs, verifyJob(run.prepared, place, mockPod));
  const { uid }: { uid: string } = JSON.parse(text).metadata;
  // With the Job the cluster removes what belongs to it.
  const owner = { apiVersion: "batch/v1", kind: "Job", name, uid };
  await patchPath(kubeConfig, `${pathOf(configMaps)}/${name}`, {
    metadata: { ownerReferences: [owner] },
  });
}

/** Waits until the container that asks has started, and returns its pod's name. */
async function startedPod(
  kubeConfig: KubeConfig,
  place: JobPlace,
  isStopped: () => boolean,
): Promise<string> {
  const { name, namespace } = place;
  const kind = { group: "", resource: "pods", namespace };
  const begin = Date.now();
  for (;;) {
    if (isStopped()) throw wrong(place, "stopped before the first request");
    const pods = await read<{ items: Pod[] }>(kubeConfig, kind, `?${labelQuery({ app: name })}`);
    const pod = pods?.items[0];
    const state = pod?.status?.containerStatuses?.find((one) => one.name === VERIFIER)?.state;
    if (pod?.metadata?.name && (state?.running || state?.terminated)) return pod.metadata.name;
    const waits = state?.waiting?.reason ?? "";
    if (
      Date.now() - begin > START_MS ||
      /ImagePullBackOff|InvalidImage|CreateContainer.*Error/.test(waits)
    ) {
      const told = await troubles(kubeConfig, place);
      throw wrong(place, "the pod of the Job does not start", told || waits);
    }
    await setTimeout(POLL_MS);
  }
}

async function troubles(kubeConfig: KubeConfig, { name, namespace }: JobPlace): Promise<string> {
  const object = { apiVersion: "batch/v1", kind: "Job", metadata: { name, namespace } };
  const found = await readPodEvents(kubeConfig, namespace, [{ where: name, object }]).catch(
    () => [],
  );
  return found.flatMap(({ events }) => events).join("; ");
}

function logPath({ namespace }: JobPlace, pod: string, query: string): string {
  const kind = { group: "", resource: "pods", namespace };
  return `${pathOf(kind)}/${pod}/log?container=${VERIFIER}&${query}`;
}

/** Resolves to the whole log when the container has ended, or to an empty text if the connection breaks. */
async function followLog(kubeConfig: KubeConfig, place: JobPlace, pod: string): Promise<string> {
  return readLog(kubeConfig, place, pod, "follow=true").catch(() => "");
}

async function readLog(
  kubeConfig: KubeConfig,
  place: JobPlace,
  pod: string,
  query: string,
): Promise<string> {
  const { status, text } = await getPath(kubeConfig, logPath(place, pod, query), "*/*");
  return status === 200 ? text : "";
}

/** Returns the result of `work`, and calls `look` every second until then. */
async function watched<T>(work: Promise<T>, look: () => Promise<void>): Promise<T> {
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await Promise.race([over, setTimeout(POLL_MS)]);
    if (!isOver) await look().catch(() => undefined);
  }
  return over;
}

/** The ConfigMap may not belong to the Job yet. */
async function removeJob(kubeConfig: KubeConfig, { name, namespace }: JobPlace): Promise<void> {
  await Promise.all([
    deletePath(kubeConfig, `${pathOf({ group: "batch", resource: "jobs", namespace })}/${name}`),
    deletePath(kubeConfig, `${pathOf({ group: "", resource: "configmaps", namespace })}/${name}`),
  ]);
}

async function create(kubeConfig: KubeConfig, kind: ResourceKind, object: object): Promise<string> {
  const { status, text } = await createAt(kubeConfig, pathOf(kind), object);
  if (status === 201) return text;
  if (status === 403 && /cannot create/.test(text)) throw new UserError([noRight("create", kind)]);
  const where = `${kind.resource} in namespace ${kind.namespace}`;
  throw new UserError([{ where, what: statusMessage(text) ?? text }]);
}

async function read<T>(
  kubeConfig: KubeConfig,
  kind: ResourceKind,
  rest: string,
): Promise<T | undefined> {
  const { status, text } = await getPath(kubeConfig, pathOf(kind) + rest);
  if (status === 404) return undefined;
  if (status === 403) throw new UserError([noRight("list", kind)]);
  if (status !== 200) throw new Error(`${kind.resource} were answered with status ${status}`);
  return JSON.parse(text);
}

function wrong({ name, namespace }: JobPlace, what: string, told = ""): UserError {
  return new UserError([
    { where: `Job ${namespace}/${name}`, what: told === "" ? what : `${what}: ${told}` },
  ]);
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
