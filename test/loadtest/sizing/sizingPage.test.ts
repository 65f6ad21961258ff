import { expect, test } from "vitest";
import type { PodSizing } from "../../../src/loadtest/sizing/podThroughput.ts";
import { sizingPage } from "../../../src/loadtest/sizing/sizingPage.ts";
import { podSizingText } from "../../../src/loadtest/sizing/sizingText.ts";
import { sampleRecord } from "../sampleRun.ts";

const QUERY = 'container_cpu_usage_seconds_total{pod=~"orders-1"}[5m]';

const SIZING: PodSizing = {
  service: { name: "orders", namespace: "shop" },
  source: "Prometheus",
  asked: { url: "http://prometheus.monitoring:9090", query: QUERY },
  answers: [{ of: "limit", cores: 1, throughput: { kind: "at", rate: 240, share: 0.5 } }],
  points: [
    { from: 1000, to: 1030, rate: 200, cores: 0.4 },
    { from: 1030, to: 1060, rate: 280, cores: 0.6 },
  ],
  missing: [],
  notes: [],
};

test("the page has the throughput, where the CPU is from, and each measurement", () => {
  const page = sizingPage(sampleRecord(), SIZING);
  expect(page).toContain('<p class="answer"><b>240/s</b> at 50 % of its CPU limit (500m of 1)</p>');
  expect(page).toContain(
    "<dd>Prometheus: http://prometheus.monitoring:9090<br><code>container_cpu_usage_seconds_total{pod=~&quot;orders-1&quot;}[5m]</code></dd>",
  );
  expect(page).toContain(
    '<tr><th scope="row">30 s to 60 s</th><td>280/s</td><td>600m</td><td>60 %</td></tr>',
  );
});

test("the page without an answer has the reasons, and no table", () => {
  const { source: _, asked: __, ...rest } = SIZING;
  const page = sizingPage(sampleRecord(), {
    ...rest,
    ...{ answers: [], points: [], missing: ["The <metrics API> is not there."] },
  });
  expect(page).toContain("<dd>not measured</dd>");
  expect(page).toContain("<p>The &lt;metrics API&gt; is not there.</p>");
  expect(page).not.toContain("<table>");
});

test("the terminal shows what Prometheus was asked", () => {
  expect(podSizingText(SIZING)).toBe(
    [
      "Throughput of one pod of shop/orders at 50 % of its CPU limit (500m of 1): 240/s",
      `  CPU: Prometheus (http://prometheus.monitoring:9090, ${QUERY}).`,
    ].join("\n"),
  );
});
