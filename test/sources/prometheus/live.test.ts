import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Profile } from "../../../src/latency/profile.ts";
import { startMockServer } from "../../../src/server/mockServer.ts";
import { createMockSource } from "../../../src/sources/mock/mock.ts";
import { createPrometheusSource } from "../../../src/sources/prometheus/prometheus.ts";
import type { SourceQuestion } from "../../../src/sources/source.ts";
import { compileText } from "../../server/fixture.ts";
import { expectQuantiles, optionsOf, QUANTILES, questionOf } from "./fixture.ts";
import { logNormal, seeded, trueQuantile, twoHumps } from "./history.ts";
import { type NativeHistogram, observe, serveNative } from "./nativeExporter.ts";
import { hasPrometheus, type RealPrometheus, startPrometheus } from "./realPrometheus.ts";

const ITEMS = "paths: { /items: { get: { responses: { 200: { description: ok } } } } }";

/** Prometheus looks for its targets only every five seconds. */
const SLOW = { timeout: 120_000 };

describe.skipIf(!hasPrometheus())("a real Prometheus that scrapes", SLOW, () => {
  test("native histograms gives every shape back to 5 %, and the tail to 10 %", async () => {
    const random = seeded(11);
    const shapes = {
      "/users/{id}": logNormal(20, 120, random),
      "/pets": twoHumps(logNormal(15, 20, random), logNormal(400, 600, random), 0.2, random),
      "/orders": () => 80,
    };
    const histograms = Object.keys(shapes).map((route) => nativeHistogram(route, "200"));
    const failed = nativeHistogram("/orders", "503");
    const exporter = await serveNative("http_server_request_duration_seconds", [
      ...histograms,
      failed,
    ]);
    onTestFinished(() => exporter.close());
    await using prometheus = await startPrometheus({ jobs: { payments: exporter.address } });
    // The first scrape has the bucket that counters begin with.
    for (const histogram of [...histograms, failed]) observe(histogram, 0.08);
    await scrapes(prometheus, "payments", 2);
    const truth = Object.values(shapes).map((draw, i) => {
      const drawn = Array.from({ length: 3000 }, draw);
      for (const ms of drawn) observe(histograms[i] ?? failed, ms / 1000);
      return drawn;
    });
    for (let i = 0; i < 50; i++) observe(failed, 0.001);
    await scrapes(prometheus, "payments", 2);

    const keys = ["GET /users/{userId}", "GET /pets", "GET /orders"];
    const question = lastMinute(questionOf(keys));
    const source = createPrometheusSource(optionsOf(prometheus.url));
    const listing = await source.list(question);
    expect(listing.notes).toEqual([]);
    expect(listing.query).toMatch(
      /^sum by \(http_route, http_request_method\) \(increase\(http_server_request_duration_seconds\{job="payments", http_response_status_code=~"200"\}\[1m\]\)\)$/,
    );
    expect(listing.names.map(({ name, apart }) => [name, Object.keys(apart)])).toEqual([
      ["GET /orders", ["503"]],
      ["GET /pets", []],
      ["GET /users/{userId}", []],
    ]);
    const measured = await source.measure(
      question,
      keys.map((key) => [key]),
    );
    for (const [index, { quantiles }] of measured.entries()) {
      expectQuantiles(
        quantiles,
        QUANTILES.map((p) => trueQuantile(truth[index] ?? [], p)),
      );
      for (const { bounds } of quantiles) {
        expect((bounds?.to ?? 0) / (bounds?.from ?? 1)).toBeCloseTo(2 ** (1 / 8), 6);
      }
    }
  });

  test("three mocks gives back what each of them really did, within the bounds of its buckets", async () => {
    const profiles: Record<string, Profile> = {
      payments: quantiles([0.5, 20], [0.95, 120]),
      catalog: quantiles([0.5, 15], [0.75, 20], [0.85, 300], [0.95, 400]),
      users: { kind: "fixed", ms: 60 },
    };
    const mocks = await Promise.all(
      Object.entries(profiles).map(async ([service, profile]) => {
        const latency = { routes: { "GET /items": profile } };
        const table = compileText(ITEMS);
        const server = await startMockServer(
          { service, table, latency },
          { port: 0, host: "127.0.0.1" },
        );
        onTestFinished(() => server.close());
        return { service, url: server.url };
      }),
    );
    const jobs = mocks.map(({ service, url }) => [
      service,
      `${url.replace("http://", "")}/_understudy/metrics`,
    ]);
    await using prometheus = await startPrometheus({ jobs: Object.fromEntries(jobs) });
    const ask = async (requests: number) => {
      const all = mocks.flatMap(({ url }) =>
        Array.from({ length: requests }, async () => {
          const answer = await fetch(`${url}/items`);
          await answer.arrayBuffer();
        }),
      );
      await Promise.all(all);
    };
    await ask(1);
    for (const { service } of mocks) await scrapes(prometheus, service, 2);
    for (let i = 0; i < 2; i++) await ask(120);
    for (const { service } of mocks) await scrapes(prometheus, service, 2);

    for (const { service, url } of mocks) {
      const changes = { service };
      const question = lastMinute(questionOf(["GET /items"], changes));
      const source = createPrometheusSource(optionsOf(prometheus.url));
      const listing = await source.list(question);
      expect(listing.names.map(({ name }) => name)).toEqual(["GET /items"]);
      const [measurement] = await source.measure(question, [["GET /items"]]);
      const mock = createMockSource([url]);
      // The increase leaves out the first request, so a quantile may be that of a neighbour.
      const around = QUANTILES.flatMap((p) => [p - 0.009, p + 0.009]);
      const everything = { from: new Date(0), to: new Date(8.64e15), quantiles: around };
      const [truth] = await mock.measure({ ...question, ...everything }, [["GET /items"]]);
      expect(truth?.requests).toBe(241);
      expect(measurement?.quantiles.map(({ p }) => p)).toEqual(QUANTILES);
      for (const [index, { ms, bounds }] of (measurement?.quantiles ?? []).entries()) {
        const [least, most] = truth?.quantiles.slice(2 * index) ?? [];
        expect(bounds?.from).toBeLessThanOrEqual(most?.bounds?.to ?? 0);
        expect(bounds?.to).toBeGreaterThanOrEqual(least?.bounds?.from ?? 0);
        expect(ms).toBeGreaterThanOrEqual(bounds?.from ?? Number.NaN);
        expect(ms).toBeLessThanOrEqual(bounds?.to ?? Number.NaN);
      }
    }
  });
});

function quantiles(...points: [p: number, ms: number][]): Profile {
  return { kind: "quantiles", points: points.map(([p, ms]) => ({ p, ms })) };
}

function nativeHistogram(route: string, status: string): NativeHistogram {
  const labels = {
    http_route: route,
    http_request_method: "GET",
    http_response_status_code: status,
  };
  return { labels, counts: new Map() };
}

/** A question for the last minute. */
function lastMinute(question: SourceQuestion): SourceQuestion {
  const now = Date.now();
  return { ...question, from: new Date(now - 60_000), to: new Date(now) };
}

/** Waits until a job has been scraped this many times more, with success. The first of them may have begun before. */
async function scrapes({ url }: RealPrometheus, job: string, more: number): Promise<void> {
  const count = async () => {
    const query = encodeURIComponent(`sum_over_time(up{job="${job}"}[1h])`);
    const answer = await (await fetch(`${url}/api/v1/query?query=${query}`)).json();
    const { data } = answer as { data: { result: { value: [number, string] }[] } };
    return Number(data.result[0]?.value[1] ?? 0);
  };
  const before = await count();
  while ((await count()) < before + more) await sleep(50);
}
