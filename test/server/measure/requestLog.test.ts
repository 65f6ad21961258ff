import { get } from "node:http";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { LatencyPlan } from "../../../src/latency/plan.ts";
import {
  createRequestLog,
  jsonLines,
  type LoggedRequest,
  textLines,
} from "../../../src/server/measure/requestLog.ts";
import { startSites } from "../../../src/server/mockServer.ts";
import { routeOf, tableOf } from "../fixture.ts";

const TIME = "2026-01-01T00:00:00.000Z";
const request: LoggedRequest = {
  service: "shop",
  method: "GET",
  target: "/pets/7?limit=2",
  status: 200,
  ms: 92.4321,
  route: "GET /pets/{petId}",
  delay: 90,
};

describe("a line", () => {
  test.each([
    [request, `${TIME} shop GET /pets/7?limit=2 200 92.4ms route="GET /pets/{petId}" delay=90ms`],
    [
      { ...request, service: null, route: null, status: 404, ms: 0, delay: 0 },
      `${TIME} - GET /pets/7?limit=2 404 0ms route=unmatched delay=0ms`,
    ],
  ])("of %j as text", (logged, line) => {
    expect(textLines(true)(TIME, logged)).toBe(line);
  });

  test("of a log of one mock does not name it", () => {
    expect(textLines(false)(TIME, request)).toMatch(/^\S+ GET \/pets\/7/);
  });

  test("as JSON", () => {
    expect(JSON.parse(jsonLines(TIME, request))).toEqual({
      time: TIME,
      event: "request",
      ...request,
      ms: 92.4,
    });
  });
});

describe("lines are written", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const logTo = (written: string[]) =>
    createRequestLog(
      (lines) => written.push(lines),
      (_, { target }) => target,
    );

  test("together, 100 ms after the first", () => {
    const written: string[] = [];
    const log = logTo(written);
    log.add({ ...request, target: "/1" });
    vi.advanceTimersByTime(99);
    log.add({ ...request, target: "/2" });
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written).toEqual(["/1\n/2"]);
    log.add({ ...request, target: "/3" });
    vi.advanceTimersByTime(100);
    expect(written).toEqual(["/1\n/2", "/3"]);
  });

  test("at once where they are 32 KiB", () => {
    const written: string[] = [];
    const log = logTo(written);
    log.add({ ...request, target: "a".repeat(32_000) });
    log.add({ ...request, target: "b".repeat(1000) });
    expect(written).toEqual([`${"a".repeat(32_000)}\n${"b".repeat(1000)}`]);
    vi.advanceTimersByTime(100);
    expect(written).toHaveLength(1);
  });

  test("by flush, once", () => {
    const written: string[] = [];
    const log = logTo(written);
    log.add({ ...request, target: "/1" });
    log.flush();
    log.flush();
    vi.advanceTimersByTime(100);
    expect(written).toEqual(["/1"]);
  });
});

/** Serves a mock below `/shop` and returns what it logs of each request, without times. */
async function serveLogged(latency: LatencyPlan) {
  const logged: Omit<LoggedRequest, "ms">[] = [];
  const log = { add: ({ ms: _, ...rest }: LoggedRequest) => logged.push(rest), flush: () => {} };
  const table = tableOf([routeOf("GET", "/pets/{petId}")]);
  const site = { mock: { service: "shop", table, latency }, prefix: "/shop" };
  const server = await startSites([site], { port: 0, host: "127.0.0.1", log });
  onTestFinished(() => server.close());
  return { url: server.url, logged };
}

test("every request is logged but those for the server's own pages", async () => {
  const { url, logged } = await serveLogged({ routes: {} });
  for (const path of ["/shop/pets/7?a=b", "/shop/pots", "/else", "/shop/_understudy/healthz"]) {
    await fetch(url + path);
  }
  const found = { service: "shop", method: "GET", status: 404, route: null, delay: 0 };
  expect(logged).toEqual([
    { ...found, target: "/shop/pets/7?a=b", status: 200, route: "GET /pets/{petId}" },
    { ...found, target: "/shop/pots" },
    { ...found, service: null, target: "/else" },
  ]);
});

test("a connection that a fault resets is logged with 444", async () => {
  const fault = [{ kind: "reset" as const, share: 1 }];
  const { url, logged } = await serveLogged({ routes: {}, faults: { default: fault, routes: {} } });
  await expect(fetch(`${url}/shop/pets/7`)).rejects.toThrow();
  expect(logged.map(({ status }) => status)).toEqual([444]);
});

test("a client that goes away before its answer is logged with 499", async () => {
  const { url, logged } = await serveLogged({
    default: { kind: "fixed", ms: 3_600_000 },
    routes: {},
  });
  const lost = get(`${url}/shop/pets/7`, { headers: { expect: "100-continue" } });
  lost.on("error", () => {});
  lost.once("continue", () => lost.destroy());
  await expect.poll(() => logged.map(({ status }) => status)).toEqual([499]);
});
