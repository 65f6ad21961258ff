import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fitCapacity } from "../../../src/pull/fitCapacity.ts";
import { createPrometheusSource } from "../../../src/sources/prometheus/prometheus.ts";
import { optionsOf, questionOf } from "./fixture.ts";
import { hasPrometheus, type RealPrometheus, startPrometheus } from "./realPrometheus.ts";

const START = Date.UTC(2026, 2, 1) / 1_000;
const DAY = 86_400;
const SCRAPED = 30;
const CAPACITY = 800;
/** In seconds, of the idle service. */
const IDLE = 0.02;

/** Two instances, which get 20 to 500 requests a second together, and slow down like a service of 800/s. */
function history(): string {
  const lines: string[] = ["# TYPE http_server_request_duration_seconds histogram"];
  for (const [instance, share] of [
    ["a:80", 0.5],
    ["b:80", 0.5],
  ] as const) {
    const name = "http_server_request_duration_seconds";
    const labels = `job="shop/payments",instance="${instance}",http_request_method="GET",http_route="/users/{id}",http_response_status_code="200"`;
    let [count, sum] = [0, 0];
    for (let at = START - SCRAPED; at <= START + DAY; at += SCRAPED) {
      const rate = 260 - 240 * Math.cos((2 * Math.PI * (at - START)) / DAY);
      count += rate * share * SCRAPED;
      sum += (rate * share * SCRAPED * IDLE) / (1 - rate / CAPACITY);
      for (const [le, value] of [
        ["0.1", count],
        ["+Inf", count],
      ]) {
        lines.push(`${name}_bucket{${labels},le="${le}"} ${value} ${at}`);
      }
      lines.push(`${name}_sum{${labels}} ${sum} ${at}`);
      lines.push(`${name}_count{${labels}} ${count} ${at}`);
    }
  }
  return [...lines, "# EOF", ""].join("\n");
}

describe.skipIf(!hasPrometheus())("a real Prometheus", () => {
  let prometheus: RealPrometheus;
  beforeAll(async () => {
    prometheus = await startPrometheus({ history: history() });
  });
  afterAll(() => prometheus[Symbol.asyncDispose]());

  test("knows rate and mean latency of all instances together, time by time, from which the capacity follows", async () => {
    const source = createPrometheusSource(optionsOf(prometheus.url));
    const question = questionOf(["GET /users/{id}"]);
    const { names } = await source.list(question);
    const [pairs = []] = (await source.rates?.(question, [names.map(({ name }) => name)])) ?? [];
    // 1,440 minutes in steps of two, of which the first one ends two minutes after the beginning.
    expect(pairs).toHaveLength(720);
    const rates = pairs.map(({ perSecond }) => perSecond);
    expect([Math.round(Math.min(...rates)), Math.round(Math.max(...rates))]).toEqual([20, 500]);
    const fit = fitCapacity(pairs);
    if ("reason" in fit) throw new Error(fit.reason);
    expect(Math.abs(fit.capacity / CAPACITY - 1)).toBeLessThan(0.01);
  });

  test("counts the asked hours of the day alone", async () => {
    const source = createPrometheusSource(optionsOf(prometheus.url));
    const hours = { from: 11, to: 13, zone: "UTC" };
    const question = questionOf(["GET /users/{id}"], { hours });
    const { names } = await source.list(question);
    const [pairs = []] = (await source.rates?.(question, [names.map(({ name }) => name)])) ?? [];
    expect(pairs).toHaveLength(60);
    expect(Math.min(...pairs.map(({ perSecond }) => perSecond))).toBeGreaterThan(480);
  });
});
