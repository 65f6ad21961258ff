import { expect, test } from "vitest";
import { metricsCounts, pulledCounts } from "../../../src/loadtest/script/measuredCounts.ts";
import { weightsOf } from "../../../src/loadtest/script/weights.ts";
import { parseExposition } from "../../../src/sources/mock/exposition.ts";

const weights = (counts: Record<string, number>) =>
  Object.fromEntries(weightsOf(["a", "b", "c"], new Map(Object.entries(counts))));

test("weights are counts, as small as they can be", () => {
  expect(weights({})).toEqual({ a: 1, b: 1, c: 1 });
  expect(weights({ a: 20, b: 10, c: 30 })).toEqual({ a: 2, b: 1, c: 3 });
});

test("weights are at most 1000 and at least 1, also of a route without a request", () => {
  expect(weights({ a: 5_000_000, b: 1_000_000, c: 3 })).toEqual({ a: 1000, b: 200, c: 1 });
  expect(weights({ a: 7 })).toEqual({ a: 7, b: 1, c: 1 });
});

test("counts of production are those of latency pull, if they are of one window", () => {
  const pulled = (requests: number, window: string) => ({
    ...{ source: "datadog", query: "q", time: "2025-09-28T00:00:00Z" },
    ...{ requests, window },
  });
  const routes = { "GET /a": pulled(10, "7d"), "GET /b": pulled(20, "7d") };
  expect(pulledCounts({ routes })).toEqual(
    new Map([
      ["GET /a", 10],
      ["GET /b", 20],
    ]),
  );
  expect(pulledCounts({ routes: { ...routes, "GET /c": pulled(1, "1d") } })).toBeUndefined();
  expect(pulledCounts(undefined)).toBeUndefined();
});

test("counts of a mock are its requests that were not refused", () => {
  const line = (labels: string, count: number) =>
    `understudy_request_duration_seconds_bucket{${labels}} ${count}`;
  const lines = parseExposition(
    [
      line('route="GET /a",status="200",le="0.1"', 1),
      line('route="GET /a",status="200",le="+Inf"', 3),
      line('route="GET /a",status="201",le="+Inf"', 4),
      line('route="GET /a",status="404",le="+Inf"', 9),
      line('service="other",route="GET /a",status="200",le="+Inf"', 9),
    ].join("\n"),
  );
  expect(metricsCounts(lines, "shop")).toEqual(new Map([["GET /a", 7]]));
});
