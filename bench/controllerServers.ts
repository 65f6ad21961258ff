import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Counts requests, until the counts are taken. */
export class Counter {
  #counts = new Map<string, number>();

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  take(): Record<string, number> {
    const counts = Object.fromEntries(this.#counts);
    this.#counts.clear();
    return counts;
  }
}

export interface ClusterObject {
  kind: string;
  metadata: {
    name: string;
    namespace: string;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

const JSON_TYPE = { "content-type": "application/json" };
const TIME = new Date().toISOString();

/**
 * An API server that keeps objects in memory, as far as the controller asks one: lists, server-side apply, merge patches,
 * Leases. It gives them what real ones have besides, so that lists are as long: managed fields and a status. The pods of
 * each applied Deployment are ready at once.
 */
export class ClusterServer {
  /** Changes by kind: `PATCH services`. */
  readonly writes = new Counter();
  readonly #objects = new Map<string, ClusterObject>();
  #version = 0;

  /** Returns its address. */
  start(namespaces: readonly string[]): Promise<string> {
    for (const name of namespaces) {
      const labels = { "understudy.dev/previews": "true" };
      this.add("namespaces", { kind: "Namespace", metadata: { name, namespace: "", labels } });
    }
    return listening((request, response) => this.#answer(request, response));
  }

  add(resource: string, object: ClusterObject): void {
    const { metadata, ...rest } = object;
    const { name, namespace } = metadata;
    const path = `${resource} ${namespace}/${name}`;
    const old = this.#objects.get(path)?.metadata;
    const kept = { ...rest, metadata: { ...metadata } };
    for (const field of ["uid", "creationTimestamp", "managedFields"]) delete kept.metadata[field];
    this.#objects.set(path, {
      ...rest,
      metadata: {
        ...metadata,
        uid: old?.uid ?? hash(path).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5"),
        resourceVersion: String(++this.#version),
        creationTimestamp: TIME,
        managedFields: [{ manager: "bench", operation: "Apply", fieldsV1: fieldsOf(kept) }],
      },
      ...(resource === "deployments" && { status: DEPLOYMENT_STATUS }),
    });
    if (resource !== "services") return;
    const labels = { "kubernetes.io/service-name": name };
    const endpoints = [{ addresses: ["10.0.0.1"], conditions: { ready: true } }];
    this.add("endpointslices", {
      kind: "EndpointSlice",
      metadata: { name: `${name}-x`, namespace, labels },
      endpoints,
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const [, namespace = "", resource = "", name] =
      /^\/apis?(?:\/[^/]+)?\/v1(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?$/.exec(
        pathname,
      ) ?? [];
    const say = (status: number, body: unknown) =>
      response.writeHead(status, JSON_TYPE).end(JSON.stringify(body));
    const { method = "" } = request;
    const found = this.#objects.get(`${resource} ${namespace}/${name}`);
    if (method === "GET" && name !== undefined) return void say(found ? 200 : 404, found ?? {});
    if (method === "GET") {
      const prefix = `${resource} ${namespace === "" ? "" : `${namespace}/`}`;
      const items = [...this.#objects].filter(([path]) => path.startsWith(prefix));
      const from = Number(searchParams.get("continue"));
      const to = from + Number(searchParams.get("limit"));
      const metadata = to < items.length ? { continue: String(to) } : {};
      return void say(200, { metadata, items: items.slice(from, to).map(([, one]) => one) });
    }
    const sent = JSON.parse(await text(request));
    if (resource !== "leases") this.writes.add(`${method} ${resource}`);
    const isMerge = request.headers["content-type"] === "application/merge-patch+json";
    this.add(resource, isMerge && found !== undefined ? merged(found, sent) : sent);
    const place = `${resource} ${namespace}/${name ?? sent.metadata.name}`;
    say(method === "POST" ? 201 : 200, this.#objects.get(place));
  }
}

/** GitHub's lists of open pull requests, with an ETag for each page. Returns its address. */
export function startGithub(
  pulls: ReadonlyMap<string, readonly unknown[]>,
  asked: Counter,
): Promise<string> {
  return listening((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const all = pulls.get(pathname.replace(/^\/repos\/(.*)\/pulls$/, "$1")) ?? [];
    const perPage = Number(searchParams.get("per_page"));
    const from = (Number(searchParams.get("page") ?? 1) - 1) * perPage;
    const body = JSON.stringify(all.slice(from, from + perPage));
    const etag = `"${hash(body)}"`;
    const status = request.headers["if-none-match"] === etag ? 304 : 200;
    asked.add(String(status));
    response.writeHead(status, { ...JSON_TYPE, etag }).end(status === 304 ? undefined : body);
  });
}

/** A registry that has every tag. Returns its host. */
export async function startRegistry(): Promise<string> {
  const url = await listening((request, response) => {
    const digest = `sha256:${hash(request.url ?? "")}`;
    const type = "application/vnd.oci.image.manifest.v1+json";
    response.writeHead(200, { "content-type": type, "docker-content-digest": digest }).end();
  });
  return url.replace("http://", "");
}

/** Returns a pull request as GitHub has it, with its many fields that nobody reads. */
export function rawPull(repository: string, number: number): object {
  const user = { login: "ann", id: 1, type: "User", ...urls(`users/ann`, 15) };
  const repo = { id: 1, full_name: repository, pushed_at: TIME, ...urls(repository, 45) };
  const sha = hash(`${repository} ${number}`).slice(0, 40);
  return {
    ...{ number, state: "open", draft: false, labels: [], updated_at: TIME, user },
    ...urls(`${repository}/pulls/${number}`, 12),
    html_url: `https://github.com/${repository}/pull/${number}`,
    title: "A change",
    body: "What it does, and why.\n".repeat(40),
    head: { ref: `change-${number}`, sha, user, repo },
    base: { ref: "main", sha, user, repo },
  };
}

function urls(path: string, count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`url_${i}`, `https://api.github.com/${path}/${i}`]),
  );
}

const DEPLOYMENT_STATUS = {
  ...{ observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1 },
  availableReplicas: 1,
  conditions: ["Available", "Progressing"].map((type) => ({
    ...{ type, status: "True", lastUpdateTime: TIME, lastTransitionTime: TIME },
    ...{ reason: "MinimumReplicasAvailable", message: "Deployment has minimum availability." },
  })),
};

/** Returns the fields of a value as the API server notes who set them. */
function fieldsOf(value: unknown): object {
  if (value === null || typeof value !== "object") return {};
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [`f:${key}`, fieldsOf(one)]));
}

/** Returns what a merge patch (RFC 7396) makes of a value. */
function merged<T>(old: T, patch: unknown): T {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch as T;
  const result: Record<string, unknown> = { ...Object(old) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result as T;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function listening(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
