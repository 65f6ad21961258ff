import { expect, test } from "vitest";

import {
  BUCKETS,
  countAnswer,
  countUnanswered,
  createMetrics,
  metricsOf,
  prometheusText,
  sumMetrics,
} from "../../../src/server/measure/metrics.ts";

const HEAD = [
  "# HELP understudy_requests_total Answers sent, by method, route and status.",
  "# TYPE understudy_requests_total counter",
];
const HISTOGRAM = [
  "# HELP understudy_request_duration_seconds Time from a request's arrival until its answer was sent.",
  "# TYPE understudy_request_duration_seconds histogram",
];

/** The lines of one route's histogram. */
function histogram(route: string, below: number[], sum: number): string[] {
  const name = "understudy_request_duration_seconds";
  const bounds = [...BUCKETS.map(String), "+Inf"];
  return [
    ...bounds.map((bound, i) => `${name}_bucket{route="${route}",le="${bound}"} ${below[i]}`),
    `${name}_sum{route="${route}"} ${sum}`,
    `${name}_count{route="${route}"} ${below.at(-1)}`,
  ];
}

test("nothing asked, nothing but the descriptions", () => {
  expect(prometheusText(createMetrics())).toBe([...HEAD, ...HISTOGRAM, ""].join("\n"));
});

test("counts by method, route and status; buckets hold all that is not slower", () => {
  const metrics = createMetrics();
  const route = metricsOf(metrics, "GET /pets/{id}");
  countAnswer(route, "GET", 200, 5);
  countAnswer(route, "HEAD", 200, 120);
  countAnswer(route, "GET", 200, 0.5);
  countAnswer(metrics.unmatched, "GET", 404, 20_000);
  expect(prometheusText(metrics).split("\n")).toEqual([
    ...HEAD,
    'understudy_requests_total{method="GET",route="GET /pets/{id}",status="200"} 2',
    'understudy_requests_total{method="HEAD",route="GET /pets/{id}",status="200"} 1',
    'understudy_requests_total{method="GET",route="unmatched",status="404"} 1',
    ...HISTOGRAM,
    ...histogram("GET /pets/{id}", [1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3], 0.1255),
    ...histogram("unmatched", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 20),
    "",
  ]);
});

test("a client that went away is counted as 499 and has no duration", () => {
  const metrics = createMetrics();
  countUnanswered(metricsOf(metrics, "GET /pets"), "GET", 499);
  expect(prometheusText(metrics).split("\n")).toEqual([
    ...HEAD,
    'understudy_requests_total{method="GET",route="GET /pets",status="499"} 1',
    ...HISTOGRAM,
    ...histogram("GET /pets", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0),
    "",
  ]);
});

test("a route's key is escaped as a label", () => {
  const metrics = createMetrics();
  countAnswer(metricsOf(metrics, 'GET /a"\\'), "GET", 200, 1);
  expect(prometheusText(metrics)).toContain(
    'understudy_requests_total{method="GET",route="GET /a\\"\\\\",status="200"} 1',
  );
});

test("several mocks are told apart by a label", () => {
  const shop = createMetrics("shop");
  const users = createMetrics("users");
  countAnswer(metricsOf(shop, "GET /a"), "GET", 200, 1);
  countAnswer(metricsOf(users, "GET /a"), "GET", 200, 1);
  const lines = prometheusText(shop, users).split("\n");
  expect(lines.filter((line) => line.startsWith("understudy_requests_total"))).toEqual([
    'understudy_requests_total{method="GET",service="shop",route="GET /a",status="200"} 1',
    'understudy_requests_total{method="GET",service="users",route="GET /a",status="200"} 1',
  ]);
});

test("what several processes measured of a mock is summed", () => {
  const all = [1, 20].map((ms) => {
    const metrics = createMetrics();
    countAnswer(metricsOf(metrics, "GET /a"), "GET", 200, ms);
    countAnswer(metrics.unmatched, "GET", 404, ms);
    return metrics;
  });
  const once = createMetrics();
  for (const ms of [1, 20]) {
    countAnswer(metricsOf(once, "GET /a"), "GET", 200, ms);
    countAnswer(once.unmatched, "GET", 404, ms);
  }
  expect(sumMetrics(all)).toEqual(once);
});
