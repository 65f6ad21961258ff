import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";

import type { LatencyPlan } from "../../src/latency/plan.ts";
import type { RouteTable } from "../../src/openapi/table/table.ts";
import { startMockServer } from "../../src/server/mockServer.ts";
import { answerOf, compileText } from "./fixture.ts";

const PETS = compileText(`
paths:
  /pets/{id}:
    get:
      parameters: [{ in: path, name: id, required: true, schema: { type: integer } }]
      responses: { 200: { content: { application/json: { schema: { type: string, format: uuid } } } } }
`);

/** Serves a table, and returns functions that send a request over one connection. */
async function serve(table: RouteTable, latency: LatencyPlan = { routes: {} }) {
  const at = { port: 0, host: "127.0.0.1", journal: 100 };
  const server = await startMockServer({ service: "shop", table, latency }, at);
  const socket = connect(server.port, "127.0.0.1");
  onTestFinished(async () => {
    socket.destroy();
    await server.close();
  });
  /** Returns everything that comes back. */
  const askAll = async (line: string, headers = "") => {
    socket.write(`${line} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`);
    const [bytes] = await once(socket, "data");
    return String(bytes);
  };
  /** Returns status and body. */
  const ask = async (line: string, headers?: string) => {
    const [head, body] = (await askAll(line, headers)).split("\r\n\r\n");
    return `${head?.slice("HTTP/1.1 ".length).split(" ")[0]} ${body}`;
  };
  const replace = (next: RouteTable) =>
    server.replace({ service: "shop", table: next, latency: { routes: {} } });
  return { server, ask, askAll, replace };
}

const GET = "GET /pets/7";

test("a request that is sent again is answered, counted and recorded like the first one", async () => {
  const { server, ask } = await serve(PETS);
  const lines = [GET, GET, GET, "GET /pets/x", "GET /pets/x", "GET /none", "GET /none"];
  const answers: string[] = [];
  for (const line of lines) answers.push(await ask(line));
  expect(answers.map((answer) => answer.slice(0, 3))).toEqual(
    "200 200 200 422 422 404 404".split(" "),
  );
  expect(new Set(answers).size).toBe(3);
  const [, , metrics] = await answerOf(server, "/_understudy/metrics");
  const counts = String(metrics).match(/requests_total\{.*status="\d+"\} \d+$/gm);
  expect(counts).toEqual([
    'requests_total{method="GET",route="GET /pets/{id}",status="200"} 3',
    'requests_total{method="GET",route="GET /pets/{id}",status="422"} 2',
    'requests_total{method="GET",route="unmatched",status="404"} 2',
  ]);
  const [, , journal] = await answerOf(server, "/_understudy/requests");
  expect(journal).toMatchObject({ requests: lines.map((line) => ({ target: line.slice(4) })) });
});

test("another method, target or header is another request", async () => {
  const { ask } = await serve(PETS);
  const usual = await ask(GET);
  expect(await ask("POST /pets/7")).toMatch(/^405 /);
  expect(await ask(GET)).toBe(usual);
  expect(await ask(GET, "Accept: text/html\r\n")).toMatch(/^406 /);
  expect(await ask(GET)).toBe(usual);
  expect(await ask(`${GET}?__code=404`)).toMatch(/^404 /);
  expect(await ask(GET)).toBe(usual);
});

test("random values are new in every answer", async () => {
  const { ask } = await serve(PETS);
  const prefer = "Prefer: dynamic=true\r\n";
  const answers = [await ask(GET, prefer), await ask(GET, prefer), await ask(GET, prefer)];
  expect(new Set(answers).size).toBe(3);
});

test("faults are drawn for every request", async () => {
  const faults = { routes: { "GET /pets/{id}": [{ kind: 503, share: 0.5 }] } };
  const { ask } = await serve(PETS, { routes: {}, faults });
  const statuses = new Set<string>();
  for (let i = 0; i < 60; i++) statuses.add((await ask(GET)).slice(0, 3));
  expect(statuses).toEqual(new Set(["200", "503"]));
});

test("after a document is replaced, the same request gets the new answer, and one without a route may have one", async () => {
  const { ask, replace } = await serve(PETS);
  const cats = compileText("paths: { /cats: { get: { responses: { 204: {} } } } }");
  expect(await ask(GET)).toMatch(/^200 /);
  replace(cats);
  expect(await ask(GET)).toMatch(/^404 /);
  replace(PETS);
  expect(await ask(GET)).toMatch(/^200 /);
});

const line = fc.constantFrom(
  ...[GET, "GET /pets/8", "GET /pets/x", `${GET}?__code=404`, `${GET}?a=b`, "HEAD /pets/7"],
  ...["OPTIONS /pets/7", "POST /pets/7", "GET /none", "GET /", "GET /_understudy"],
);
const headers = fc.constantFrom(
  ...["", "", "Accept: text/html\r\n", "Origin: http://b\r\n", "Prefer: code=404\r\n"],
  ...["Prefer: dynamic=true, seed=b\r\n", "Prefer: code=b\r\n"],
  ...["x-understudy-delay: 0ms\r\n", "x-understudy-delay: soon\r\n"],
  "Origin: http://b\r\nAccess-Control-Request-Method: GET\r\n",
);

test("whatever is repeated, the answers are those of a server that keeps no request", async () => {
  const one = await serve(PETS);
  const other = await serve(PETS);
  const undated = (answer: string) => answer.replace(/\r\nDate: .*/, "");
  const calls = fc.array(fc.tuple(line, fc.array(headers, { minLength: 1, maxLength: 4 })));
  await fc.assert(
    fc.asyncProperty(calls, async (all) => {
      for (const [target, lists] of all) {
        for (const list of [...lists, ...lists].toSorted()) {
          other.replace(PETS);
          const expected = undated(await other.askAll(target, list));
          expect(undated(await one.askAll(target, list))).toBe(expected);
        }
      }
    }),
    { seed: 16, numRuns: 20 },
  );
});
