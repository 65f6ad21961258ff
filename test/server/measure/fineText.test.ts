import { expect, test } from "vitest";
import { fineText } from "../../../src/server/measure/fineText.ts";
import { countAnswer, createMetrics, metricsOf } from "../../../src/server/measure/metrics.ts";

test("has each status apart, the edges of the buckets that are not empty, and the start", () => {
  const metrics = createMetrics("pets");
  const route = metricsOf(metrics, "GET /pets");
  countAnswer(route, "GET", 200, 5);
  countAnswer(route, "GET", 200, 5);
  countAnswer(route, "GET", 503, 0.0005);
  const lines = fineText([metrics], 1_700_000_000_500).split("\n");
  expect(lines.filter((line) => !line.startsWith("#"))).toEqual([
    "understudy_start_time_seconds 1700000000.5",
    expect.stringMatching(
      /bucket\{service="pets",route="GET \/pets",status="200",le="0\.0049\d+"\} 0$/,
    ),
    expect.stringMatching(
      /bucket\{service="pets",route="GET \/pets",status="200",le="0\.0051\d+"\} 2$/,
    ),
    'understudy_request_duration_seconds_bucket{service="pets",route="GET /pets",status="200",le="+Inf"} 2',
    'understudy_request_duration_seconds_bucket{service="pets",route="GET /pets",status="503",le="0.000001"} 1',
    'understudy_request_duration_seconds_bucket{service="pets",route="GET /pets",status="503",le="+Inf"} 1',
    "",
  ]);
});
