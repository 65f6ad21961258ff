import { once } from "node:events";
import { get } from "node:http";
import { expect, test } from "vitest";
import type { LatencyPlan } from "../../src/latency/plan.ts";
import type { Load, Profile } from "../../src/latency/profile.ts";
import { createMetrics, prometheusText } from "../../src/server/measure/metrics.ts";
import { DEFAULT_OPTIONS } from "../../src/server/options.ts";
import type { RoutesReport } from "../../src/server/own/routesReport.ts";
import { createServing } from "../../src/server/serving.ts";
import { compileText, serveTable } from "./fixture.ts";
import { startStepped } from "./steppedServer.ts";

const table = compileText(`
paths:
  /a: { get: { responses: { 200: { description: ok } } } }
  /b: { get: { responses: { 200: { description: ok } } } }
`);

const loaded = (load: Load): Profile => ({ kind: "fixed", ms: 10, load });

/** A server whose clock stands still until the test moves it. */
async function standing(latency: LatencyPlan, workers = 1) {
  const metrics = createMetrics();
  const options = { ...DEFAULT_OPTIONS, workers };
  const serving = createServing({ service: "shop", table, latency }, metrics, Math.random, options);
  const { clock, server, port } = await startStepped(serving);
  const answers: [path: string, status: number | undefined][] = [];
  const ask = async (path: string, headers = {}) => {
    const request = get({ host: "127.0.0.1", port, path, headers });
    request.on("response", (response) => {
      answers.push([path, response.statusCode]);
      response.resume();
    });
    await once(server, "handled");
  };
  /** Moves the clock, and lets the answers that are due out. */
  const wait = async (until: number, count: number) => {
    clock.time = until;
    for (let i = 0; i < 10; i++) {
      clock.fire();
      clock.turn();
    }
    await expect.poll(() => answers.length).toBe(count);
  };
  return { ask, answers, wait, metrics: () => prometheusText(serving.measured(clock.time)) };
}

test("requests above the capacity wait in their order, and those beyond the queue get 503 at once", async () => {
  const { ask, answers, wait, metrics } = await standing({
    routes: { "GET /a": loaded({ capacity: 100, queue: 2 }) },
  });
  for (const n of [1, 2, 3, 4, 5]) await ask(`/a?${n}`);
  await expect.poll(() => answers.length).toBe(2);
  expect(answers).toEqual([
    ["/a?4", 503],
    ["/a?5", 503],
  ]);
  expect(metrics()).toContain('understudy_queue_length{route="GET /a"} 2\n');
  await wait(10, 3);
  await wait(20, 4);
  await wait(30, 5);
  expect(answers.slice(2)).toEqual([
    ["/a?1", 200],
    ["/a?2", 200],
    ["/a?3", 200],
  ]);
  expect(metrics()).toContain(
    'understudy_queue_length{route="GET /a"} 0\n# HELP understudy_queue_refused_total',
  );
  expect(metrics()).toContain('understudy_queue_refused_total{route="GET /a"} 2\n');
  expect(metrics()).toContain('understudy_request_duration_seconds_count{route="GET /a"} 3\n');
});

test("the default's queue is that of all routes without a profile of their own", async () => {
  const { ask, answers, metrics } = await standing({
    default: loaded({ capacity: 100, queue: 0 }),
    routes: {},
  });
  for (const path of ["/a", "/b", "/nowhere"]) await ask(path);
  await expect.poll(() => answers.length).toBe(2);
  expect(answers).toEqual([
    ["/b", 503],
    ["/nowhere", 503],
  ]);
  expect(metrics()).toContain('understudy_queue_refused_total{route="default"} 2\n');
});

test("a request that asks for its own delay is not part of the load", async () => {
  const { ask, answers } = await standing({
    routes: { "GET /a": loaded({ capacity: 100, queue: 0 }) },
  });
  await ask("/a?1");
  await ask("/a?2", { "x-understudy-delay": "0ms" });
  await expect.poll(() => answers.length).toBe(1);
  expect(answers).toEqual([["/a?2", 200]]);
});

test("one of several workers has its share", async () => {
  const { ask, answers } = await standing(
    { routes: { "GET /a": loaded({ capacity: 100, queue: 4 }) } },
    2,
  );
  for (const n of [1, 2, 3, 4]) await ask(`/a?${n}`);
  await expect.poll(() => answers.length).toBe(1);
  expect(answers).toEqual([["/a?4", 503]]);
});

test("a refusal says why, and when the queue is empty; the page has its length", async () => {
  const server = await serveTable(table, {
    routes: { "GET /a": loaded({ capacity: 2, queue: 3 }) },
  });
  const responses = await Promise.all(Array.from({ length: 30 }, () => fetch(`${server.url}/a`)));
  const refused = responses.filter(({ status }) => status === 503);
  expect(responses.filter(({ status }) => status === 200)).toHaveLength(30 - refused.length);
  // One at work and three that wait, and what the time of the test allows more.
  expect(refused.length).toBeGreaterThan(15);
  expect(refused.length).toBeLessThanOrEqual(26);
  expect(refused[0]?.headers.get("retry-after")).toBe("2");
  expect(await refused[0]?.json()).toMatchObject({
    status: 503,
    title: "Service Unavailable",
    detail: expect.stringContaining("its queue is full"),
  });
  const page = await fetch(`${server.url}/_understudy/routes.json`);
  const report = (await page.json()) as RoutesReport;
  expect(report.routes[0]).toMatchObject({
    profile: "fixed 10ms capacity 2/s queue 3",
    queue: { refused: refused.length },
  });
  expect(report.routes[1]).not.toHaveProperty("queue");
});
