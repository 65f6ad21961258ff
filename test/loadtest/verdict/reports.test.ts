import { expect, test } from "vitest";
import { judge } from "../../../src/loadtest/verdict/judge.ts";
import { verdictJunit } from "../../../src/loadtest/verdict/verdictJunit.ts";
import { verdictMarkdown } from "../../../src/loadtest/verdict/verdictMarkdown.ts";
import { verdictText } from "../../../src/loadtest/verdict/verdictText.ts";
import { sampleRecord, sampleRoute, sampleStatistics, sampleWorker } from "../sampleRun.ts";

const statistics = sampleStatistics([
  sampleRoute(
    "GET",
    "/orders/{orderId}",
    [
      [20, 990],
      [100.01, 10],
    ],
    { failures: 10 },
  ),
]);
const thresholds = {
  "GET /orders/{orderId}": { max: 100, failures: 0.02 },
  "a|b <c>": { p95: 1000 },
};
const judged = (over = {}) => {
  const record = sampleRecord(over);
  return { ...record, verdict: judge(record, statistics, thresholds) };
};
const invalid = { workers: { asked: 1, seen: 1, list: [sampleWorker({ isLost: true })] } };

test("a terminal shows the figures, each limit with what was found, and the verdict last", () => {
  expect(verdictText(judged(), statistics)).toBe(`\
  ROUTE                  REQUESTS  RATE  FAILURES   P50   P95   P99    MAX
  GET /orders/{orderId}      1000  10/s       1 %  20ms  20ms  20ms  100ms
  all                        1000  10/s       1 %  20ms  20ms  20ms  100ms

  NOT KEPT  max of GET /orders/{orderId} at most 100ms     100.01ms
  kept      failures of GET /orders/{orderId} at most 2 %  1 %
  NOT KEPT  p95 of a|b <c> at most 1s                      that had no requests

Load test loadtest of stg: failed, 2 of 3 limits are not kept`);
});

test("a long name of a route is cut in tables", () => {
  const long = sampleStatistics([sampleRoute("GET", `/${"🎉".repeat(100)}`, [[20, 1]])]);
  const [, row] = verdictText(sampleRecord(), long).split("\n");
  expect(row).toContain(` GET /${"🎉".repeat(74)}…  `);
});

test("a run whose script raised exceptions says so: they are no failed requests", () => {
  const exception = { traceback: "", workers: [] };
  const exceptions = [
    { ...exception, message: "'id'", count: 1 },
    { ...exception, message: "<login>\n  failed", count: 3 },
  ];
  const raised = sampleStatistics(statistics.routes, { exceptions });
  const line = "The script raised 4 exceptions, most often (3 of them)";
  expect(verdictText(judged(), raised)).toContain(`\n${line}: <login> failed (exceptions.csv)\n`);
  expect(verdictMarkdown(judged(), raised)).toContain(
    `\n${line}: &lt;login&gt; failed (exceptions.csv)\n`,
  );
  const one = sampleStatistics(statistics.routes, { exceptions: exceptions.slice(0, 1) });
  expect(verdictText(judged(), one)).toContain(
    "\nThe script raised 1 exception: 'id' (exceptions.csv)\n",
  );
});

test("a terminal says why a run is not valid", () => {
  expect(verdictText(judged(invalid), statistics).split("\n\n").slice(2)).toEqual([
    "The run says nothing about the service:\n  - worker a was lost during the run",
    "Load test loadtest of stg: not valid, 2 of 3 limits are not kept",
  ]);
});

test("a pull request's comment has the same in Markdown, with every text as it is", () => {
  expect(verdictMarkdown(judged(invalid), statistics)).toBe(`\
### Load test loadtest of stg: not valid, 2 of 3 limits are not kept

2026-11-27T12-30-00Z · 100s · 20 users · 1 worker · script.py · commit 7cb6115

**The run says nothing about the service:**

- worker a was lost during the run

| limit | found |  |
| --- | ---: | ---: |
| max of GET /orders/{orderId} at most 100ms | 100.01ms | **not kept** |
| failures of GET /orders/{orderId} at most 2 % | 1 % | kept |
| p95 of a\\|b &lt;c&gt; at most 1s | that had no requests | **not kept** |

<details><summary>1 route</summary>

| route | requests | rate | failures | p50 | p95 | p99 | max |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| GET /orders/{orderId} | 1000 | 10/s | 1 % | 20ms | 20ms | 20ms | 100ms |
| all | 1000 | 10/s | 1 % | 20ms | 20ms | 20ms | 100ms |

</details>
`);
});

test("JUnit has a case for each limit and one for the run, which is an error if it is not valid", () => {
  expect(verdictJunit(judged(invalid))).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="load test loadtest of stack stg" time="100">
  <testsuite name="loadtest" timestamp="2026-11-27T12:30:00" time="100" tests="4" failures="2" errors="1" skipped="0">
    <testcase classname="run" name="run">
      <error message="worker a was lost during the run"/>
    </testcase>
    <testcase classname="GET /orders/{orderId}" name="max of GET /orders/{orderId} at most 100ms">
      <failure message="max of GET /orders/{orderId} at most 100ms: 100.01ms"/>
    </testcase>
    <testcase classname="GET /orders/{orderId}" name="failures of GET /orders/{orderId} at most 2 %"/>
    <testcase classname="a|b &lt;c&gt;" name="p95 of a|b &lt;c&gt; at most 1s">
      <failure message="p95 of a|b &lt;c&gt; at most 1s: that had no requests"/>
    </testcase>
  </testsuite>
</testsuites>
`);
  expect(verdictJunit(judged())).toContain('errors="0"');
});
