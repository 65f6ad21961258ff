import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type ClientRequest, get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

import type { LatencyPlan } from "../../src/latency/plan.ts";
import { compile } from "../../src/openapi/compile.ts";
import { parseTemplate } from "../../src/openapi/table/pattern.ts";
import type { Media, Method, Reply, Route, RouteTable } from "../../src/openapi/table/table.ts";
import { joinFamily } from "../../src/server/measure/workers.ts";
import { type MockServer, startMockServer } from "../../src/server/mockServer.ts";
import type { Serving } from "../../src/server/serving.ts";
import type { ServerState } from "../../src/server/state.ts";

/** A route table of the given routes, everything else empty. */
export function tableOf(routes: Route[], rest: Partial<RouteTable> = {}): RouteTable {
  return {
    format: 1,
    title: "Shop",
    version: "1",
    basePaths: [""],
    routes,
    schemas: {},
    examples: {},
    securitySchemes: {},
    ...rest,
  };
}

/** A route that answers 200 without content, unless `rest` says otherwise. */
export function routeOf(method: Method, path: string, rest: Partial<Route> = {}): Route {
  return {
    key: `${method} ${path}`,
    method,
    answers: method === "GET" ? ["GET", "HEAD"] : [method],
    path,
    segments: parseTemplate(path),
    parameters: [],
    responses: [replyOf("200")],
    security: [],
    ...rest,
  };
}

export function replyOf(
  status: string,
  content: Media[] = [],
  headers: Reply["headers"] = [],
): Reply {
  return { status, description: "", headers, content };
}

/** A media with examples, named in the order of the alphabet: `a`, `b`. */
export function mediaOf(type: string, ...values: unknown[]): Media {
  return {
    type,
    examples: values.map((value, index) => ({ name: String.fromCharCode(97 + index), value })),
  };
}

/** Serves a table on a free port until the test is over. */
export async function serveTable(
  table: RouteTable,
  latency: LatencyPlan = { routes: {} },
): Promise<MockServer> {
  const server = await startMockServer(
    { service: "shop", table, latency },
    { port: 0, host: "127.0.0.1" },
  );
  onTestFinished(() => server.close());
  return server;
}

/** A server's state with one mock in one process. */
export function stateOf(serving: Serving): ServerState {
  const family = joinFamily({
    measurements: () => ({ metrics: [serving.metrics], journal: undefined }),
    clearJournal: () => {},
  });
  return { sites: [{ serving }], draining: false, journal: undefined, log: undefined, ...family };
}

/** Compiles a document, given as YAML without its first lines. */
export function compileText(document: string): RouteTable {
  const folder = mkdtempSync(join(tmpdir(), "understudy-"));
  try {
    const file = join(folder, "openapi.yaml");
    const head = 'openapi: 3.1.0\ninfo: { title: Shop, version: "1" }\n';
    writeFileSync(file, /^(openapi|swagger):/m.test(document) ? document : head + document);
    const { table, problems } = compile(file);
    if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 2));
    return table;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Serves a document, given as YAML, until the test is over. */
export function serveText(document: string): Promise<MockServer> {
  return serveTable(compileText(document));
}

/** What came back, in a form that is compared whole: `[status, content type, body]`, JSON parsed. */
export async function answerOf(
  server: MockServer,
  target: string,
  init: RequestInit = {},
): Promise<[status: number, type: string | null, body: unknown]> {
  const response = await fetch(server.url + target, { redirect: "manual", ...init });
  const type = response.headers.get("content-type");
  const body = await response.text();
  return [response.status, type, type?.includes("json") ? JSON.parse(body) : body];
}

/** The answers to requests that have arrived. An answer may be read together with the 100 Continue before it. */
const answers = new WeakMap<ClientRequest, Promise<IncomingMessage[]>>();

/** A request that has arrived at the server, which says so with 100 Continue. */
export async function arrived(url: string): Promise<ClientRequest> {
  const request = get(url, { headers: { expect: "100-continue" } });
  request.on("error", () => {});
  const answer = once(request, "response");
  answer.catch(() => {});
  answers.set(request, answer);
  await once(request, "continue");
  return request;
}

/** The body of the answer to a request. */
export async function answered(request: ClientRequest): Promise<string> {
  const [response] = await (answers.get(request) ?? once(request, "response"));
  return text(response);
}
