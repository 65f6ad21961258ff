import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPrometheusSource } from "../../../src/sources/prometheus/prometheus.ts";
import type { SourceQuestion } from "../../../src/sources/source.ts";
import { expectQuantiles, optionsOf, questionOf } from "./fixture.ts";
import {
  type CountedSeries,
  type History,
  historyText,
  logNormal,
  seeded,
  trueQuantile,
  twoHumps,
} from "./history.ts";
import { hasPrometheus, type RealPrometheus, startPrometheus } from "./realPrometheus.ts";

const DAY = Date.parse("2026-03-01T00:00:00Z") / 1000;
const HOUR = 3600;
const KEYS = ["GET /users/{userId}", "GET /users/{userId}/pets", "POST /orders", "GET /never"];

const random = seeded(42);
const slow = logNormal(20, 120, random);
const humps = twoHumps(logNormal(15, 20, random), logNormal(400, 600, random), 0.2, random);
const fixed = () => 80;

/** Two instances of payments, of which one restarts twice, and another service. */
const series: CountedSeries[] = ["a:80", "b:80"].flatMap((instance) => [
  counted(instance, "GET", "/v1/users/:id", "200", 20, slow),
  counted(instance, "GET", "/v1/users/:id", "404", 5, () => 1),
  counted(instance, "GET", "/v1/users/:id/pets", "200", 10, humps),
  counted(instance, "POST", "/v1/orders/", "201", 10, fixed),
  counted(instance, "POST", "/v1/orders/", "504", 1, () => 30_000),
  counted(instance, "GET", "/metrics", "200", 1, () => 2),
]);

const histories: History[] = [
  {
    metric: "http_server_request_duration_seconds",
    from: DAY,
    to: DAY + 48 * HOUR,
    every: 300,
    series,
  },
];

describe.skipIf(!hasPrometheus())("a real Prometheus with classic histograms", () => {
  let prometheus: RealPrometheus;
  beforeAll(async () => {
    prometheus = await startPrometheus({ history: historyText(histories) });
  });
  afterAll(() => prometheus[Symbol.asyncDispose]());

  test("gives back what each route took, over instances and restarts", async () => {
    const { listing, measured } = await pull(questionOf(KEYS, { basePaths: ["/v1", ""] }));
    expect(listing.names.map(({ name }) => name)).toEqual([
      "GET /metrics",
      "GET /users/{userId}",
      "GET /users/{userId}/pets",
      "POST /orders",
    ]);
    expect(listing.notes).toEqual([]);
    for (const [index, key] of KEYS.slice(0, 3).entries()) {
      const truth = drawn(key, DAY, DAY + 24 * HOUR);
      const { requests, quantiles } = measured[index] ?? { requests: 0, quantiles: [] };
      expect(Math.abs(requests / truth.length - 1)).toBeLessThan(0.02);
      expectQuantiles(
        quantiles,
        [0.5, 0.95, 0.99].map((p) => trueQuantile(truth, p)),
      );
    }
    expect(listing.names.map(({ apart }) => apart)).toEqual([{}, { 404: 2880 }, {}, { 504: 576 }]);
    expect(listing.query).toBe(
      'sum by (http_route, http_request_method, le) (increase(http_server_request_duration_seconds_bucket{job="shop/payments", http_response_status_code=~"200|201"}[1d]))',
    );
  });

  async function pull(question: SourceQuestion, changes = {}) {
    const source = createPrometheusSource(optionsOf(prometheus.url, changes));
    const listing = await source.list(question);
    const listed = new Set(listing.names.map(({ name }) => name));
    const sets = question.table.routes.map((route) =>
      source.namesOf(route, question.table).filter((name) => listed.has(name)),
    );
    const measured = await source.measure(question, sets);
    return {
      listing,
      measured: KEYS.map(
        (key) => measured[question.table.routes.findIndex((route) => route.key === key)],
      ),
    };
  }
});

function counted(
  instance: string,
  method: string,
  route: string,
  status: string,
  requests: number,
  draw: () => number,
): CountedSeries {
  const labels = {
    job: "shop/payments",
    instance,
    http_request_method: method,
    http_route: route,
    http_response_status_code: status,
  };
  const restarts = instance === "a:80" ? [DAY + 7 * HOUR + 10, DAY + 15 * HOUR + 10] : [];
  return { labels, requests, draw, drawn: [], restarts };
}

/** Returns the latencies of a route's successful requests after `from` and up to `to`. */
function drawn(key: string, from: number, to: number): number[] {
  const [method, path = ""] = key.split(" ");
  const route = `/v1${path.replace("{userId}", ":id")}`;
  return series
    .filter(
      ({ labels }) =>
        labels.http_request_method === method &&
        labels.http_route?.replace(/\/$/, "") === route &&
        labels.http_response_status_code?.startsWith("2"),
    )
    .flatMap((one) => one.drawn ?? [])
    .filter(({ at }) => at > from && at <= to)
    .map(({ ms }) => ms);
}
