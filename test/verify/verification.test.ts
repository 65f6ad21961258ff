import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { startMockServer } from "../../src/server/mockServer.ts";
import { questionsOf } from "../../src/verify/questions.ts";
import type { Report } from "../../src/verify/report.ts";
import { startVerification } from "../../src/verify/verification.ts";
import { shop } from "./shop.ts";

const ASKED = { kind: "fixed", ms: 400 } as const;

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

test("an exact mock does not fail, and each of its routes is asked", async () => {
  const report = await verify(await mockOf(ASKED.ms));
  expect(report.verdict).not.toBe("fail");
  expect(report.ended).toMatch(/^(decided|max-time)$/);
  const [service] = report.services;
  expect(service?.routes.map(({ key, statuses }) => [key, Object.keys(statuses)])).toEqual([
    ["GET /items", ["200"]],
    ["POST /items", ["201"]],
    ["GET /gone", ["410"]],
  ]);
  expect(service?.routes.flatMap(({ requests }) => requests)).not.toContain(0);
});

test("a mock that is slower does not pass", async () => {
  const report = await verify(await mockOf(2 * ASKED.ms));
  expect(report.verdict).toMatch(/^(fail|not measurable)$/);
});

test("a mock that stops now and then does not pass", async () => {
  const started = performance.now();
  const url = await serve((_request, response) => {
    const into = (performance.now() - started) % 1_500;
    setTimeout(() => response.end(), into < 500 ? 500 - into + ASKED.ms : ASKED.ms);
  });
  const report = await verify(url);
  expect(report.verdict).toMatch(/^(fail|not measurable)$/);
});

test("a route that refuses the request is listed with what the answer says", async () => {
  const url = await serve((request, response) => {
    const problem = JSON.stringify({ title: "No", detail: "The shop is closed." });
    if (request.method === "GET") response.end("[]");
    else response.writeHead(422).end(problem);
  });
  const report = await verify(url);
  const route = report.services[0]?.routes.find(({ key }) => key === "POST /items");
  expect(route).toMatchObject({
    verdict: "not asked",
    reason: "a request made from its document is answered with 422: The shop is closed",
    requests: 0,
  });
});

test("a verification that is stopped reports what was measured", async () => {
  const verification = startVerification(prepared(await mockOf(20), 60), "machine");
  await until(() => (verification.progress()?.requests ?? 0) > 20);
  verification.stop();
  const report = await verification.report;
  expect(report.ended).toBe("interrupted");
  expect(report.requests).toBeGreaterThan(20);
});

async function verify(url: string): Promise<Report> {
  return startVerification(prepared(url, 3), "machine").report;
}

function prepared(url: string, maxSeconds: number) {
  const table = shop();
  const latency = { default: ASKED, routes: {} };
  const mock = { service: "shop", table, latency, url, makes: "mock" } as const;
  return {
    stack: "stg",
    settings: {
      rate: 100,
      tolerance: { share: 0.1, tail: 0.2, leastMs: 2 },
      maxSeconds,
      confidence: 0.95,
    },
    services: [
      {
        name: "shop",
        title: "Shop",
        url,
        inject: "mock",
        keys: table.routes.map(({ key }) => key),
      } as const,
    ],
    ...questionsOf(mock, [], 100),
  };
}

async function mockOf(ms: number): Promise<string> {
  const latency = { default: { kind: "fixed", ms }, routes: {} } as const;
  const mock = { service: "shop", table: shop(), latency };
  const server = await startMockServer(mock, { port: 0, host: "127.0.0.1" });
  closing.push(() => server.close());
  return server.url;
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}
