import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LocalLocust } from "../../../src/loadtest/local/startLocust.ts";
import type { MasterState } from "../../../src/loadtest/masterState.ts";
import type { RouteStatistics, Statistics } from "../../../src/loadtest/statistics.ts";
import { routeQuantile } from "../../../src/loadtest/verdict/quantile.ts";
import {
  areReady,
  DENIED,
  startCluster,
  startTarget,
  statisticsOf,
  type Target,
  textOf,
  until,
} from "./cluster.ts";
import { type ExactRequest, exactQuantile, exactRequests, sortedTimes } from "./exactTimes.ts";
import { findLocust } from "./findLocust.ts";

const { bin } = await findLocust();
const QUANTILES = [0.001, 0.01, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

describe.runIf(bin !== undefined)("a run in Locust itself", () => {
  let locust: LocalLocust;
  let target: Target;
  let ended: MasterState;
  let statistics: Statistics;
  let exact: ExactRequest[];

  beforeAll(async () => {
    const times = mkdtempSync(join(tmpdir(), "locust-times-"));
    process.env.TIMES = times;
    target = await startTarget();
    locust = await startCluster(bin ?? "", "samples.py", target.url);
    const stages = [
      { users: 4, seconds: 4 },
      { users: 8, seconds: 4 },
    ];
    await locust.master.start({ users: 8, spawnRate: 8, stages });
    ended = await until(locust.master, (state) => state.ended !== undefined);
    statistics = await statisticsOf(locust.master);
    exact = exactRequests(times);
  }, 120_000);
  afterAll(async () => {
    await locust?.end();
    target?.close();
  });

  const exactOf = (name: string) => exact.filter((one) => one.name === name);
  const route = (name: string) => statistics.routes.find((one) => one.name === name);

  test("counts every request of all workers", () => {
    const names = [
      "/failing",
      "/impossible",
      "/named",
      "/narrow",
      "/orders/{id}",
      "/wide",
      "404",
      "only",
      "untimed",
    ];
    expect(statistics.routes.map(({ name }) => name)).toEqual(names);
    const counted = (one: Pick<RouteStatistics, "requests" | "failures" | "untimed">) => {
      const { requests, failures, untimed } = one;
      return { requests, failures, untimed };
    };
    const expected = (requests: ExactRequest[]) => ({
      requests: requests.length,
      failures: requests.filter(({ isFailure }) => isFailure).length,
      untimed: requests.filter(({ ms }) => ms === undefined).length,
    });
    expect(statistics.routes.map(counted)).toEqual(names.map((name) => expected(exactOf(name))));
    expect(counted(statistics.all)).toEqual(expected(exact));
    const failures = exactOf("/failing").length + exactOf("404").length;
    expect([ended.requests, ended.failures]).toEqual([exact.length, failures]);
  });

  test.each(["/wide", "/narrow", "/orders/{id}", "/failing"])(
    "percentiles of %s differ from the exact ones by less than one in a hundred",
    (name) => {
      const sorted = sortedTimes(exactOf(name));
      const errors = QUANTILES.map((p) => {
        const value = routeQuantile(route(name) as RouteStatistics, p) ?? Number.NaN;
        return Math.abs(value / exactQuantile(sorted, p) - 1);
      });
      expect(Math.max(...errors)).toBeLessThan(0.01);
      expect([route(name)?.min, route(name)?.max]).toEqual([sorted[0], sorted.at(-1)]);
    },
  );

  test("times and lengths that no request has spoil nothing, and the worker's log tells them", () => {
    const { min, max, bytes } = route("/impossible") ?? {};
    expect([min, max, bytes]).toEqual([0, 86_400_000, 0]);
    const [, worker] = locust.processes;
    expect(readFileSync(worker?.log ?? "", "utf8")).toContain(
      "GET /impossible was reported with a response time of inf, which counts as 86400000 ms",
    );
  });

  test("the HTML report has the same percentiles, none above the maximum", async () => {
    const html = await textOf(locust.master, "report.html");
    const [, json = ""] = /window\.templateArgs = (\{.*\})/.exec(html) ?? [];
    const args = JSON.parse(json);
    for (const row of args.response_time_statistics) {
      const requests = row.name === "Aggregated" ? exact : exactOf(row.name);
      const sorted = sortedTimes(requests);
      if (sorted.length === 0) continue;
      for (const p of ["0.5", "0.9", "0.95", "0.99", "1.0"]) {
        expect(Math.abs(row[p] / exactQuantile(sorted, Number(p)) - 1)).toBeLessThan(0.01);
      }
    }
    for (const row of args.requests_statistics) {
      const { min_response_time, median_response_time, max_response_time } = row;
      const p99 = row["response_time_percentile_0.99"];
      expect(min_response_time).toBeLessThanOrEqual(median_response_time);
      expect(median_response_time).toBeLessThanOrEqual(p99);
      expect(p99).toBeLessThanOrEqual(max_response_time);
    }
  });

  test("the dashboard has the same percentiles", async () => {
    const response = await fetch(`${locust.dashboard}stats/requests`);
    const { stats } = Object(await response.json());
    const wide = stats.find(({ name }: { name: string }) => name === "/wide");
    const sorted = sortedTimes(exactOf("/wide"));
    for (const p of [0.5, 0.95, 0.99]) {
      const value = wide[`response_time_percentile_${p}`];
      expect(Math.abs(value / exactQuantile(sorted, p) - 1)).toBeLessThan(0.01);
    }
  });

  test("the CSV files name every route, with the course of the run", async () => {
    const rows = (text: string) => text.trimEnd().split(/\r?\n/);
    const stats = rows(await textOf(locust.master, "stats.csv"));
    expect(stats).toHaveLength(1 + statistics.routes.length + 1);
    const [head, ...history] = rows(await textOf(locust.master, "stats_history.csv"));
    expect(head).toMatch(/^Timestamp,User Count,Type,Name,/);
    expect(history.some((line) => line.includes(",/wide,"))).toBe(true);
    expect(await textOf(locust.master, "failures.csv")).toContain("GET,/failing,");
    expect(await textOf(locust.master, "exceptions.csv")).toContain("the script's own mistake");
  });

  test("each stage has the requests that had ended when it ended", () => {
    const [first, second] = statistics.stages;
    expect(statistics.stages.map(({ users }) => users)).toEqual([4, 8]);
    const before = exact.filter(({ at }) => at <= (first?.to ?? 0));
    expect(first?.all.requests).toBeGreaterThanOrEqual(before.length);
    expect(second?.all.requests).toBe(exact.length - (first?.all.requests ?? 0));
    expect(statistics.stages.flatMap(({ all }) => all.name)).toEqual(["", ""]);
  });

  test("the run ends with its last request", () => {
    const last = Math.max(...exact.map(({ at }) => at));
    const { started = 0, ended: end = 0 } = ended;
    expect(end - last).toBeLessThan(1);
    expect(statistics.stages.at(-1)?.to).toBe(end);
    expect(statistics.stages[0]?.from).toBeGreaterThanOrEqual(started);
  });

  test("blocks hold all response times", () => {
    const { blocks, all } = statistics;
    const count = (times: [number, number][]) => times.reduce((sum, [, n]) => sum + n, 0);
    const ofAll = blocks.flatMap(({ routes }) =>
      routes.filter(([place]) => place === -1).map(([, times]) => count(times)),
    );
    expect(blocks.length).toBeGreaterThan(1);
    expect(ofAll.reduce((a, b) => a + b, 0)).toBe(count(all.times));
  });

  test("failures and exceptions are told with their numbers", () => {
    const failing = (name: string, error: string) => {
      return { method: "GET", name, error, count: exactOf(name).length };
    };
    expect(statistics.failures.sort((a, b) => a.name.localeCompare(b.name))).toEqual([
      failing("/failing", "ValueError('no')"),
      failing("404", String.raw`no \ud800`),
    ]);
    expect(statistics.exceptions).toHaveLength(1);
    const [exception] = statistics.exceptions;
    expect(exception?.message).toBe("the script's own mistake");
    expect(exception?.traceback).toContain("samples.py");
    expect(exception?.workers).toHaveLength(1);
  });

  test("the master tells workers, users and versions", () => {
    expect(ended).toMatchObject({
      ...{ format: 1, run: 1, startedBy: "command", host: target.url, spawnRate: 8 },
      users: { most: 8 },
      versions: { locust: "2.47.0" },
      script: { file: "samples.py", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(ended.workers).toHaveLength(2);
    for (const worker of ended.workers) expect(worker.mostCpu).toBeGreaterThan(0);
  });

  test("a run of the dashboard is seen alike; refusal and stop end runs while users start, and another begins at once", async () => {
    await until(locust.master, areReady);
    const swarm = (host = target.url) =>
      fetch(`${locust.dashboard}swarm`, {
        method: "POST",
        body: new URLSearchParams({ user_count: "50", spawn_rate: "5", host }),
      }).then((response) => response.json());
    const message = `${DENIED} may get no load: the stack's deny has *.prod.example.com`;
    expect(await swarm(DENIED)).toMatchObject({ success: false, message });
    const denied = locust.master.start({ users: 1, spawnRate: 1, host: DENIED });
    await expect(denied).rejects.toThrow(message);
    expect(await swarm()).toMatchObject({ success: true });
    const run = await until(locust.master, ({ run, requests }) => run === 2 && requests > 0);
    expect(run).toMatchObject({ startedBy: "dashboard", users: { asked: 50 } });
    expect(run.stage).toBeUndefined();
    await expect(locust.master.start({ users: 1, spawnRate: 1 })).rejects.toThrow("a run is on");
    await locust.master.refuse("payments.shop is no mock");
    await until(locust.master, (state) => state.ended !== undefined);
    await expect(locust.master.start({ users: 1, spawnRate: 1 })).rejects.toThrow(
      "payments.shop is no mock",
    );
    expect(await swarm()).toMatchObject({ success: false, message: "payments.shop is no mock" });
    await locust.master.refuse("");
    const tags = ["only"];
    await locust.master.start({ users: 20, spawnRate: 2, runTimeSeconds: 30, tags });
    const tagged = await until(locust.master, ({ requests }) => requests > 0);
    expect(tagged).toMatchObject({ run: 3, tags: ["only"], runTimeSeconds: 30 });
    await locust.master.stop();
    await until(locust.master, (state) => state.ended !== undefined);
    expect(await until(locust.master, areReady)).toMatchObject({ run: 3, users: { now: 0 } });
    const { routes } = await statisticsOf(locust.master);
    expect(routes.map(({ name }) => name)).toEqual(["only"]);
  }, 120_000);

  test("a worker that goes between two runs is at the master no more", async () => {
    locust.processes.at(-1)?.child.kill("SIGTERM");
    const { workers } = await until(locust.master, (state) => !areReady(state));
    expect(workers.map(({ state }) => state).sort()).toEqual(["quit", "ready"]);
  });
});
