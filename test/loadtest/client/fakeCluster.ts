import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import type { Job } from "kubernetes-types/batch/v1.d.ts";
import { onTestFinished, vi } from "vitest";

/** What comes of a Job. */
export interface JobOutcome {
  log: string;
  end: "Complete" | "Failed" | "running";
  /** Why its pod does not start. */
  waiting?: { reason: string; message: string };
  /** Why it gets no pod. */
  refused?: string;
}

export interface FakeCluster {
  /** All objects, by their paths. */
  objects: Map<string, object>;
  /** `POST /path`, `DELETE /path`, `PATCH /path` in their order. */
  changes: string[];
  /** The Jobs that were made. */
  jobs: Job[];
  /** Logs of pods, by their paths. */
  logs: Map<string, string>;
  /** Requests that are refused, such as `PATCH /path`, with status and message. */
  refusals: Map<string, { status: number; message: string }>;
  /** Paths of objects for which a change is one to what they are already. */
  unchanged: Set<string>;
  url: string;
}

/** The context of the kubeconfig that leads to the fake. */
export const FAKE_CONTEXT = "staging";

/**
 * A stand-in for an API server, whose Jobs end at once as `outcome` says. It is a context of the kubeconfig until the test
 * ends. Objects that were changed through it have a `resourceVersion`; lists are made from the objects below their path.
 */
export async function fakeCluster(
  objects: Record<string, object>,
  outcome: (job: Job) => JobOutcome = () => ({ log: "Done.\n", end: "Complete" }),
): Promise<FakeCluster> {
  const cluster: FakeCluster = {
    objects: new Map(Object.entries(objects)),
    changes: [],
    jobs: [],
    logs: new Map(),
    refusals: new Map(),
    unchanged: new Set(),
    url: "",
  };
  const server = createServer(
    (request, response) => void answer(cluster, outcome, request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  cluster.url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const folder = mkdtempSync(join(tmpdir(), "understudy-"));
  writeFileSync(join(folder, "config"), kubeConfig(cluster.url));
  vi.stubEnv("KUBECONFIG", join(folder, "config"));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return cluster;
}

async function answer(
  cluster: FakeCluster,
  outcome: (job: Job) => JobOutcome,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://cluster");
  const { method } = request;
  const send = (status: number, body: object | string) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
  if (method !== "GET") cluster.changes.push(`${method} ${pathname}`);
  const refusal = cluster.refusals.get(`${method} ${pathname}`);
  if (refusal !== undefined) return send(refusal.status, { message: refusal.message });
  const store = (path: string, status: number, object: unknown) => {
    const stored: object = Object(object);
    const { uid = `uid-${cluster.changes.length}` } = {
      ...versions.get(cluster.objects.get(path) ?? {}),
    };
    versions.set(stored, { uid, resourceVersion: String(cluster.changes.length) });
    cluster.objects.set(path, stored);
    return send(status, shown(stored));
  };
  if (method === "DELETE") {
    cluster.objects.delete(pathname);
    return send(200, {});
  }
  if (method === "POST") {
    const object = Object(await json(request));
    const path = `${pathname}/${object.metadata.name}`;
    if (cluster.objects.has(path)) return send(409, { message: `${path} already exists` });
    if (pathname.endsWith("/jobs")) cluster.jobs.push(object);
    return store(path, 201, object);
  }
  if (method === "PUT") {
    const object = Object(await json(request));
    const found = cluster.objects.get(pathname);
    if (found === undefined) return send(404, { message: `${pathname} is not there` });
    const isOld = versions.get(found)?.resourceVersion !== object.metadata.resourceVersion;
    return isOld ? send(409, { message: "it has changed" }) : store(pathname, 200, object);
  }
  if (method === "PATCH" && cluster.unchanged.has(pathname)) {
    return send(200, shown(Object(cluster.objects.get(pathname))));
  }
  if (method === "PATCH") {
    const patch = await json(request);
    return store(pathname, 200, mergePatch(cluster.objects.get(pathname), patch));
  }
  const log = cluster.logs.get(pathname);
  if (log !== undefined) return send(200, log);
  const job = cluster.jobs.find(({ metadata }) => {
    const selector = searchParams.get("labelSelector") ?? "";
    return (
      pathname.endsWith(`/${metadata?.name}`) ||
      pathname.endsWith(`/${metadata?.name}-pod/log`) ||
      selector.endsWith(`=${metadata?.name}`)
    );
  });
  if (job !== undefined && cluster.objects.has(jobPath(job))) {
    return send(
      200,
      pathname.includes("/log")
        ? outcome(job).log
        : pathname.endsWith("/pods")
          ? podsOf(job, outcome(job))
          : withEnd(job, outcome(job)),
    );
  }
  if (pathname.endsWith("/events") && cluster.jobs.length > 0) {
    const refusals = cluster.jobs.flatMap((job) => outcome(job).refused ?? []);
    const event = { reason: "FailedCreate", involvedObject: {} };
    return send(200, { items: refusals.map((message) => ({ ...event, message })) });
  }
  const found = cluster.objects.get(pathname);
  const answered = found === undefined ? listOf(cluster, pathname, searchParams) : shown(found);
  return answered === undefined
    ? send(404, { message: `${pathname} is not there` })
    : send(200, answered);
}

/** Returns the list of a path, or undefined if there is no object below it. */
function listOf({ objects }: FakeCluster, path: string, query: URLSearchParams) {
  const below = [...objects].filter(
    ([one]) => one.startsWith(`${path}/`) && !one.slice(path.length + 1).includes("/"),
  );
  if (below.length === 0) return undefined;
  const [label, value] = query.get("labelSelector")?.split("=") ?? [];
  const items = below
    .map(([, object]) => Object(shown(object)))
    .filter(({ metadata }) => label === undefined || metadata.labels?.[label] === value);
  return { items };
}

/** Of objects that were changed through the API. */
const versions = new WeakMap<object, { uid: string; resourceVersion: string }>();

function shown(object: { metadata?: object }): object {
  const version = versions.get(object);
  return version === undefined
    ? object
    : { ...object, metadata: { ...object.metadata, ...version } };
}

function jobPath({ metadata }: Job): string {
  return `/apis/batch/v1/namespaces/${metadata?.namespace}/jobs/${metadata?.name}`;
}

function withEnd(job: Job, { end }: JobOutcome): Job {
  const conditions = end === "running" ? [] : [{ type: end, status: "True" }];
  return { ...job, status: { conditions } };
}

function podsOf(job: Job, { end, waiting, refused }: JobOutcome) {
  if (refused !== undefined) return { items: [] };
  const running = { running: { startedAt: "2026-11-27T12:30:00Z" } };
  const ended = { terminated: { exitCode: end === "Complete" ? 0 : 1 } };
  const state = waiting !== undefined ? { waiting } : end === "running" ? running : ended;
  return {
    items: [
      {
        metadata: { name: `${job.metadata?.name}-pod` },
        status: { containerStatuses: [{ image: "node:24-slim", state }] },
      },
    ],
  };
}

/** RFC 7396. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null) return patch;
  const result: Record<string, unknown> = { ...Object(target) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

function kubeConfig(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: FAKE_CONTEXT, cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "me", user: {} }],
    contexts: [{ name: FAKE_CONTEXT, context: { cluster: FAKE_CONTEXT, user: "me" } }],
    "current-context": FAKE_CONTEXT,
  });
}

/** A CronJob as the stack declares it. */
export function cronJob(name: string, namespace = "loadtest"): Record<string, object> {
  const container = {
    name: "job",
    image: "node:24-slim",
    command: ["node", "/understudy/main.mjs"],
    args: [name],
  };
  return {
    [`/apis/batch/v1/namespaces/${namespace}/cronjobs/${name}`]: {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name, namespace, uid: `uid-${name}` },
      spec: {
        suspend: true,
        schedule: "0 0 31 2 *",
        jobTemplate: {
          metadata: { labels: { app: name }, annotations: { team: "shop" } },
          spec: {
            backoffLimit: 0,
            template: { spec: { restartPolicy: "Never", containers: [container] } },
          },
        },
      },
    },
  };
}
