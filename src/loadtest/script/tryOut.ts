import { Agent, request } from "node:http";
import type { Mock } from "../../mock/mock.ts";
import type { Route } from "../../openapi/table/table.ts";
import { startMockServer } from "../../server/mockServer.ts";
import { type Candidate, candidatesOf, commonHeaders } from "./candidates.ts";
import type { LeftOut, RouteRequests, ServiceRequests } from "./scriptRequest.ts";

/**
 * Makes requests of each route, and sends them to a mock of the document: a script has only those that it answers with
 * success.
 */
export async function requestsOf(
  { service, table }: Pick<Mock, "service" | "table">,
  document: string,
): Promise<Omit<ServiceRequests, "host">> {
  const asked = table.routes.map((route) => ({ route, candidates: candidatesOf(route, table) }));
  const headers = commonHeaders(asked.map(({ candidates }) => candidates));
  const mock = { service, table, latency: { routes: {} } };
  const server = await startMockServer(mock, { port: 0, host: "127.0.0.1" });
  const agent = new Agent({ keepAlive: true });
  const found: RouteRequests[] = [];
  const leftOut: LeftOut[] = [];
  try {
    const trial = { port: server.port, agent, headers };
    for (const { route, candidates } of asked) {
      const tried = await tryRoute(route, candidates, trial);
      if ("reason" in tried) leftOut.push(tried);
      else found.push(tried);
    }
  } finally {
    agent.destroy();
    await server.close();
  }
  const routes = found.sort(byPath);
  return { service, title: table.title, document, headers, routes, leftOut };
}

/** What Locust's client takes for success (`LocustUserAgent.valid_response_codes`). */
const SUCCESS = [
  ...[200, 201, 202, 203, 204, 205, 206, 207, 208, 226],
  ...[301, 302, 303, 304, 307, 308],
];

interface Trial {
  port: number;
  agent: Agent;
  /** Of all requests of the service. */
  headers: Record<string, string>;
}

async function tryRoute(
  route: Route,
  candidates: readonly Candidate[],
  trial: Trial,
): Promise<RouteRequests | LeftOut> {
  const { key, method, path, summary, tags = [] } = route;
  const kept: Candidate[] = [];
  let own: Record<string, string> = {};
  let refused: number | undefined;
  let redirects = false;
  for (const candidate of candidates) {
    // The headers of the first are those of all.
    const choices = kept.length > 0 ? [own] : headersToTry(candidate, trial.headers);
    for (const headers of choices) {
      const status = await send(route, { ...candidate, headers }, trial);
      if (!SUCCESS.includes(status)) {
        refused ??= status;
        continue;
      }
      own = headers;
      redirects ||= status >= 300;
      kept.push(candidate);
      break;
    }
  }
  const [first] = kept;
  if (first === undefined) return { key, reason: reasonOf(route, refused) };
  return {
    key,
    method,
    name: path,
    ...(summary !== undefined && { summary }),
    tags,
    paths: [...new Set(kept.map((one) => one.path))],
    bodies: [...new Set(kept.flatMap(({ body }) => body?.text ?? []))],
    ...(first.body && { contentType: first.body.type }),
    headers: own,
    ...(redirects && { redirects }),
  };
}

/** Readers look for a path, not for the order of matching. */
function byPath(a: RouteRequests, b: RouteRequests): number {
  if (a.name === b.name) return a.method < b.method ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

/** A client that sends JSON asks for JSON too (`FastHttpSession.request`), which not every route has. */
function headersToTry(
  { headers, body }: Candidate,
  common: Record<string, string>,
): Record<string, string>[] {
  const own = Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => common[name] !== value),
  );
  return body === undefined ? [own] : [own, { ...own, Accept: "*/*" }];
}

function send({ method }: Route, { path, headers, body }: Candidate, trial: Trial) {
  return new Promise<number>((resolve, reject) => {
    const sent = request({
      ...{ host: "127.0.0.1", port: trial.port, agent: trial.agent, method, path },
      headers: {
        ...(body && { "Content-Type": body.type, Accept: "application/json" }),
        ...trial.headers,
        ...headers,
        ...(body && { "Content-Length": Buffer.byteLength(body.text) }),
      },
    });
    sent.on("response", (response) => {
      response.on("end", () => resolve(response.statusCode ?? 0)).resume();
    });
    sent.on("error", reject);
    sent.end(body?.text);
  });
}

function reasonOf({ responses }: Route, status: number | undefined): string {
  const refuses = responses.length > 0 && responses.every((reply) => /^[45]/.test(reply.status));
  return refuses
    ? "the document has only replies that refuse"
    : `its mock answers each request with ${status}`;
}
