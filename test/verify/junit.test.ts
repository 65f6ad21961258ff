import { expect, test } from "vitest";
import { junitOf } from "../../src/verify/junit.ts";
import type { Report, RouteReport } from "../../src/verify/report.ts";

const profile = { kind: "fixed", ms: 20 } as const;

function route(more: Partial<RouteReport>): RouteReport {
  return {
    key: "GET /",
    profile,
    verdict: "pass",
    requests: 0,
    planned: 0,
    quantiles: [],
    points: [],
    course: [],
    statuses: {},
    faults: 0,
    ...more,
  };
}

test("each route is a test case, and only right ones have passed", () => {
  const routes = [
    route({ key: "GET /a" }),
    route({ key: 'GET /b?x=<1>&"y"', verdict: "fail", reason: "p95 is 3s" }),
    route({ key: "GET /c", verdict: "undecided", reason: "p95 is open" }),
    route({ key: "GET /d", verdict: "not asked", reason: "it is refused" }),
  ];
  const { profile: _, ...none } = route({
    key: "GET /e",
    verdict: "not asked",
    reason: "it has no delay",
  });
  const report = {
    stack: "stg",
    started: "2026-01-02T03:04:05.678Z",
    seconds: 30,
    services: [{ name: "shop", routes: [...routes, none] }],
  } as unknown as Report;
  expect(junitOf(report)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="latency of stack stg" time="30">
  <testsuite name="shop" timestamp="2026-01-02T03:04:05" tests="5" failures="1" errors="2" skipped="1">
    <testcase classname="shop" name="GET /a"/>
    <testcase classname="shop" name="GET /b?x=&lt;1&gt;&amp;&quot;y&quot;">
      <failure message="fail: p95 is 3s"/>
    </testcase>
    <testcase classname="shop" name="GET /c">
      <error message="undecided: p95 is open"/>
    </testcase>
    <testcase classname="shop" name="GET /d">
      <error message="not asked: it is refused"/>
    </testcase>
    <testcase classname="shop" name="GET /e">
      <skipped message="not asked: it has no delay"/>
    </testcase>
  </testsuite>
</testsuites>
`);
});
