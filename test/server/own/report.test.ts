import { expect, test } from "vitest";

import { countAnswer, createMetrics, metricsOf } from "../../../src/server/measure/metrics.ts";
import { createReport } from "../../../src/server/own/report.ts";
import { routeOf, tableOf } from "../fixture.ts";

test("each route's target stands beside what was measured", () => {
  const table = tableOf([
    routeOf("GET", "/pets", { summary: "All pets", deprecated: true }),
    routeOf("POST", "/pets"),
  ]);
  const metrics = createMetrics();
  for (const ms of [10, 10, 10, 400]) countAnswer(metricsOf(metrics, "GET /pets"), "GET", 200, ms);
  countAnswer(metrics.unmatched, "GET", 404, 1);
  const latency = {
    routes: { "GET /pets": { kind: "uniform" as const, from: 0, to: 100 } },
  };
  const report = createReport({ service: "pets", table, latency })(metrics);
  expect(report).toEqual({
    title: "Shop",
    service: "pets",
    unmatched: 1,
    routes: [
      {
        key: "GET /pets",
        method: "GET",
        path: "/pets",
        summary: "All pets",
        deprecated: true,
        profile: "uniform 0ms to 100ms",
        target: { p50: 50, p95: 95, p99: 99 },
        achieved: {
          p50: expect.closeTo(10, 0),
          p95: expect.closeTo(400, -2),
          p99: expect.closeTo(400, -2),
          count: 4,
        },
        tryPath: "/pets",
      },
      {
        key: "POST /pets",
        method: "POST",
        path: "/pets",
        profile: "none",
        target: null,
        achieved: null,
        tryPath: "/pets",
      },
    ],
  });
});
