import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import type { CronJob, Job } from "kubernetes-types/batch/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { labelQuery, noRight, pathOf } from "../../cluster/listObjects.ts";
import type { Trouble } from "../../cluster/pods/podTrouble.ts";
import { createAt, deletePath, getPath, type ServerAnswer } from "../../cluster/request.ts";
import { refusalOf } from "../../cluster/statusMessage.ts";
import { formatProblem, UserError } from "../../problem.ts";
import { jobOfCronJob } from "./jobOfCronJob.ts";
import { jobTrouble } from "./jobTrouble.ts";

export interface JobCall {
  kubeConfig: KubeConfig;
  namespace: string;
  /** The CronJob's name. */
  cronJob: string;
  /** Arguments beside those of the CronJob's template. */
  more?: string[];
  /** Gets each line of the Job's log. */
  say(line: string): void;
  /** Removes the Job before its end. */
  signal?: AbortSignal;
}

export type JobEnd = "succeeded" | "failed" | "removed";

const POLL_MS = 500;

/** How long a trouble may last that may pass by itself, such as a full quota. */
const TROUBLE_MS = 20_000;

/** An API server that restarts is away for this long. */
const AWAY_MS = 60_000;

/**
 * Makes a Job of a CronJob as consoles do, and follows its log to its end.
 *
 * @throws {UserError} when there is no such CronJob, or its pod does not start, which is removed then
 */
export async function runJob(call: JobCall): Promise<JobEnd> {
  const { kubeConfig, namespace, cronJob: name, more, say, signal } = call;
  const path = pathOf({ group: "batch", resource: "cronjobs", namespace });
  const found = await getPath(kubeConfig, `${path}/${name}`);
  if (found.status === 404) {
    const fix = "Run pulumi up first.";
    throw new UserError([{ where: `CronJob ${namespace}/${name}`, what: "it is not there", fix }]);
  }
  const cronJob: CronJob = contentOf(found, "get", "cronjobs", namespace);
  const suffix = Math.random().toString(36).slice(2, 7).padEnd(5, "0");
  const jobs = pathOf({ group: "batch", resource: "jobs", namespace });
  const created = await createAt(kubeConfig, jobs, jobOfCronJob(cronJob, suffix, more));
  const job: Job = contentOf(created, "create", "jobs", namespace);
  const jobName = job.metadata?.name ?? "";
  say(`Job ${namespace}/${jobName}:`);
  let shown = 0;
  let answered = Date.now();
  let troubled: { since: number; told: string } | undefined;
  for (;;) {
    if (signal?.aborted) {
      await deletePath(kubeConfig, `${jobs}/${jobName}`);
      return "removed";
    }
    const now = await seen(call, jobName).catch((error) => {
      if (error instanceof UserError || Date.now() - answered > AWAY_MS) throw error;
      return undefined;
    });
    if (now !== undefined) {
      answered = Date.now();
      for (const line of now.lines.slice(shown)) say(`  ${line}`);
      shown = Math.max(shown, now.lines.length);
      if (now.ended !== undefined) return now.ended;
    }
    if (now?.trouble === undefined) troubled = undefined;
    else {
      const { what, fix, wait } = now.trouble;
      const problem = {
        where: `Job ${namespace}/${jobName}`,
        what: `its pod does not start: ${what}`,
        fix,
      };
      const { since = Date.now(), told = "" } = troubled ?? {};
      if (wait === "no" || (wait === "short" && Date.now() - since > TROUBLE_MS)) {
        await deletePath(kubeConfig, `${jobs}/${jobName}`);
        throw new UserError([problem]);
      }
      if (told !== what) say(`  ${formatProblem({ ...problem, where: "Waiting" })}`);
      troubled = { since, told: what };
    }
    await setTimeout(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

interface Seen {
  /** Of the log, whole lines only while the Job runs. */
  lines: string[];
  ended?: JobEnd;
  /** What keeps its pod from running. */
  trouble?: Trouble;
}

async function seen({ kubeConfig, namespace }: JobCall, name: string): Promise<Seen> {
  // The Job is looked at before its log, which then is complete if the Job has ended.
  const jobs = pathOf({ group: "batch", resource: "jobs", namespace });
  const job: Job = contentOf(
    await getPath(kubeConfig, `${jobs}/${name}`),
    "get",
    "jobs",
    namespace,
  );
  const pods = pathOf({ group: "", resource: "pods", namespace });
  const query = `?${labelQuery({ "batch.kubernetes.io/job-name": name })}`;
  const answer = await getPath(kubeConfig, pods + query);
  const { items }: { items: Pod[] } = contentOf(answer, "list", "pods", namespace);
  const [pod] = items;
  const conditions = job.status?.conditions ?? [];
  const isTrue = (type: string) =>
    conditions.some((one) => one.type === type && one.status === "True");
  const ended = isTrue("Complete") ? "succeeded" : isTrue("Failed") ? "failed" : undefined;
  const state = pod?.status?.containerStatuses?.[0]?.state;
  const hasLog = state?.running !== undefined || state?.terminated !== undefined;
  const text = hasLog ? await logOf(kubeConfig, `${pods}/${pod?.metadata?.name}/log`) : "";
  const lines = text.split("\n");
  // Behind the last line's end there is nothing, or the beginning of a line.
  if (ended === undefined || lines.at(-1) === "") lines.pop();
  const isWaiting = ended === undefined && !hasLog;
  const trouble = isWaiting ? await jobTrouble(kubeConfig, { namespace, name }, pod) : undefined;
  return {
    lines,
    ...(ended !== undefined && { ended }),
    ...(trouble !== undefined && { trouble }),
  };
}

async function logOf(kubeConfig: KubeConfig, path: string): Promise<string> {
  const { status, text } = await getPath(kubeConfig, path, "*/*");
  return status === 200 ? text : "";
}

/** @throws {UserError} when the API server refuses */
function contentOf<T>(answer: ServerAnswer, verb: string, resource: string, namespace: string): T {
  const { status, text } = answer;
  if (status === 200 || status === 201) return JSON.parse(text);
  const group = resource === "pods" ? "" : "batch";
  if (status === 403 && /cannot /.test(text))
    throw new UserError([noRight(verb, { group, resource, namespace })]);
  const what = refusalOf(answer);
  if (status >= 500 || status === 429) throw new Error(what);
  throw new UserError([{ where: `${resource} in namespace ${namespace}`, what }]);
}
