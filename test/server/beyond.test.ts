import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

import type { LatencyPlan } from "../../src/latency/plan.ts";
import { startSites } from "../../src/server/mockServer.ts";
import type { Site } from "../../src/server/sites.ts";
import { compileText } from "./fixture.ts";

const HOUR = 3_600_000;

const table = compileText(`
paths:
  /pets/{id}:
    parameters: [{ in: path, name: id, required: true, schema: {} }]
    get:
      responses:
        200: { description: ok, content: { application/json: { example: { name: Rex } } } }
        503: { description: busy, content: { application/json: { example: { busy: true } } } }
  /pets:
    post:
      requestBody: { content: { application/json: {} } }
      responses: { 201: { description: made } }
`);

async function serve(sites: Omit<Site, "mock">[], latency: LatencyPlan, journal?: number) {
  const server = await startSites(
    sites.map((place, i) => ({ ...place, mock: { service: `shop${i}`, table, latency } })),
    { port: 0, host: "127.0.0.1", ...(journal !== undefined && { journal }) },
  );
  onTestFinished(() => server.close());
  const ask = (path: string, init?: RequestInit) => fetch(server.url + path, init);
  return { server, ask };
}

async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  return JSON.parse(await response.text());
}

/** The bytes that a plain request gets, until the connection ends. */
function raw(url: string, path: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

test("a request may ask for a delay of its own, also for none", async () => {
  const { ask } = await serve([{}], { default: { kind: "fixed", ms: HOUR }, routes: {} });
  const response = await ask("/pets/1", { headers: { "x-understudy-delay": "0ms" } });
  expect(response.status).toBe(200);
  expect((await ask("/nowhere", { headers: { "x-understudy-delay": "2ms" } })).status).toBe(404);
});

test.each(["soon", "250", "11m", "-1ms", ""])("a delay of %j is refused", async (delay) => {
  const { ask } = await serve([{}], { routes: {} });
  const response = await ask("/pets/1", { headers: { "x-understudy-delay": delay } });
  expect([response.status, await jsonOf(response)]).toEqual([
    400,
    {
      type: "about:blank",
      title: "Bad Request",
      status: 400,
      detail: `x-understudy-delay: expected a duration from "0ms" to "10m", such as "250ms", received ${JSON.stringify(delay)}.`,
    },
  ]);
});

test("a fault's status has the document's reply, or a problem where it has none", async () => {
  const faults = {
    default: [{ kind: 418, share: 1 }],
    routes: { "GET /pets/{id}": [{ kind: 503, share: 1 }] },
  };
  const { ask } = await serve([{}], { routes: {}, faults });
  const known = await ask("/pets/1");
  expect([known.status, await jsonOf(known)]).toEqual([503, { busy: true }]);
  const other = await ask("/pets", { method: "POST" });
  expect([other.status, other.headers.get("content-type")]).toEqual([
    418,
    "application/problem+json",
  ]);
});

test("a reset ends the connection without an answer", async () => {
  const faults = { routes: { "GET /pets/{id}": [{ kind: "reset" as const, share: 1 }] } };
  const { server, ask } = await serve([{}], { routes: {}, faults });
  await expect(raw(server.url, "/pets/1")).rejects.toMatchObject({ code: "ECONNRESET" });
  const metrics = await (await ask("/_understudy/metrics")).text();
  expect(metrics).toContain('{method="GET",route="GET /pets/{id}",status="444"} 1\n');
});

test("a truncated body ends in its middle, and so does the connection", async () => {
  const faults = { routes: { "GET /pets/{id}": [{ kind: "truncate" as const, share: 1 }] } };
  const { server } = await serve([{}], { routes: {}, faults });
  const [head, body] = (await raw(server.url, "/pets/1")).split("\r\n\r\n");
  expect(head).toContain("content-length: 14");
  expect(body).toBe('{"name"');
});

test("mocks at one port are told apart by path and host, and measured each for itself", async () => {
  const { server, ask } = await serve(
    [{ prefix: "/a" }, { prefix: "/a/b" }, { host: "localhost" }],
    { routes: {} },
  );
  expect((await ask("/a/pets/1")).status).toBe(200);
  expect((await ask("/a/b/pets/1?limit=1")).status).toBe(200);
  const other = await ask("/pets/1");
  expect([other.status, (await jsonOf(other)).detail]).toEqual([
    404,
    "No mock is served at /pets/1, only at localhost/, /a/b/, /a/.",
  ]);
  const local = `http://localhost:${server.port}`;
  expect((await fetch(`${local}/pets/1`)).status).toBe(200);
  const lines = (await (await ask("/_understudy/metrics")).text())
    .split("\n")
    .filter((line) => line.startsWith("understudy_requests_total"));
  expect(lines).toEqual(
    ["shop2", "shop1", "shop0"].map(
      (name) =>
        `understudy_requests_total{method="GET",service="${name}",route="GET /pets/{id}",status="200"} 1`,
    ),
  );
  const report = await jsonOf(await ask("/a/b/_understudy/routes.json"));
  expect(report.service).toBe("shop1");
});

test("the journal tells what was asked, and whether that is as it should be", async () => {
  const { ask } = await serve([{}], { routes: {} }, 10);
  await ask("/pets/1?a=b", { headers: { "x-trace": "t" } });
  const body = JSON.stringify({ name: "Rex" });
  await ask("/pets", { method: "POST", body, headers: { "content-type": "application/json" } });
  await ask("/nowhere");
  const questions = async (query: string) => {
    const response = await ask(`/_understudy/requests?${query}`);
    return [response.status, (await jsonOf(response)).count];
  };
  expect(await questions("")).toEqual([200, 3]);
  expect(await questions("route=unmatched&expect=1")).toEqual([200, 1]);
  expect(await questions("route=POST%20/pets&expect=2..")).toEqual([409, 1]);
  expect(await questions("expect=many")).toEqual([400, undefined]);
  expect(await questions("rout=x")).toEqual([400, undefined]);
  const found = await jsonOf(await ask("/_understudy/requests?path=/pets&limit=2"));
  expect(found.requests).toMatchObject([
    {
      service: "shop0",
      route: "GET /pets/{id}",
      method: "GET",
      target: "/pets/1?a=b",
      headers: { "x-trace": "t" },
      status: 200,
    },
    { route: "POST /pets", target: "/pets", body, status: 201 },
  ]);
  expect((await ask("/_understudy/requests", { method: "DELETE" })).status).toBe(204);
  expect(await questions("")).toEqual([200, 0]);
});

test("without a journal its path says how to get one", async () => {
  const { ask } = await serve([{}], { routes: {} });
  for (const method of ["GET", "DELETE"]) {
    const response = await ask("/_understudy/requests", { method });
    expect([response.status, (await jsonOf(response)).detail]).toEqual([
      404,
      "No journal is kept. The server keeps one when it is started with --journal, or with JOURNAL in its environment.",
    ]);
  }
});
