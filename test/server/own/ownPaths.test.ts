import { expect, test } from "vitest";

import { createMetrics } from "../../../src/server/measure/metrics.ts";
import { ownAnswer } from "../../../src/server/own/ownPaths.ts";
import { renderPage } from "../../../src/server/own/page.ts";
import { createServing } from "../../../src/server/serving.ts";
import { answerOf, mediaOf, replyOf, routeOf, serveTable, stateOf, tableOf } from "../fixture.ts";

const table = tableOf([
  routeOf("GET", "/{a}/{b}", { responses: [replyOf("200", [mediaOf("text/plain", "document")])] }),
  routeOf("GET", "/{a}", { responses: [replyOf("200", [mediaOf("text/plain", "document")])] }),
]);

test("health is 200 while it serves and 503 while it drains", async () => {
  const metrics = createMetrics();
  const mock = { service: "shop", table, latency: { routes: {} } };
  const serving = createServing(mock, metrics, Math.random);
  const health = async (draining: boolean) => {
    const state = { ...stateOf(serving), draining };
    const path = "/_understudy/healthz";
    const answer = await ownAnswer({ state, site: undefined, method: "GET", path, query: "" });
    return [answer.status, answer.body?.toString()];
  };
  expect(await health(false)).toEqual([200, "ok\n"]);
  expect(await health(true)).toEqual([503, "draining\n"]);
});

test("the page is served as HTML", async () => {
  const server = await serveTable(table);
  expect(await answerOf(server, "/_understudy/")).toEqual([
    200,
    "text/html; charset=utf-8",
    renderPage(),
  ]);
  const response = await fetch(`${server.url}/_understudy`, { redirect: "manual" });
  expect([response.status, response.headers.get("location")]).toEqual([308, "/_understudy/"]);
});

test("the metrics count what the document answers, not the server's own paths", async () => {
  const server = await serveTable(table);
  await answerOf(server, "/x");
  await answerOf(server, "/_understudy/healthz");
  const [status, type, body] = await answerOf(server, "/_understudy/metrics");
  expect([status, type]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  const lines = String(body)
    .split("\n")
    .filter((line) => line.startsWith("understudy_requests_total"));
  expect(lines).toEqual([
    'understudy_requests_total{method="GET",route="GET /{a}",status="200"} 1',
  ]);
});

test("none is delayed", async () => {
  const server = await serveTable(table, { default: { kind: "fixed", ms: 3_600_000 }, routes: {} });
  expect((await answerOf(server, "/_understudy/healthz"))[0]).toBe(200);
});

test("an unknown one is a 404 problem that lists those there are", async () => {
  const server = await serveTable(table);
  expect(await answerOf(server, "/_understudy/health")).toEqual([
    404,
    "application/problem+json",
    {
      type: "https://stoplight.io/prism/errors#NO_PATH_MATCHED_ERROR",
      title: "Route not resolved, no path matched",
      status: 404,
      detail: "The server has no /_understudy/health of its own.",
      available: [
        "/_understudy/",
        "/_understudy/healthz",
        "/_understudy/metrics",
        "/_understudy/routes.json",
        "/_understudy/requests",
      ],
    },
  ]);
});

test("another method than GET and HEAD is a 405 problem", async () => {
  const server = await serveTable(table);
  const response = await fetch(`${server.url}/_understudy/healthz`, { method: "POST" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

test("a path that only begins alike is the document's", async () => {
  const server = await serveTable(table);
  expect((await answerOf(server, "/_understudys"))[2]).toBe("document");
  expect((await answerOf(server, "/_understudys/healthz"))[2]).toBe("document");
});
