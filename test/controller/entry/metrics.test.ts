import { expect, test } from "vitest";
import { Metrics } from "../../../src/controller/entry/metrics.ts";
import type { Line, State } from "../../../src/controller/plan.ts";

const NOW = Date.parse("2026-11-27T12:00:00Z");

const told = (...states: State[]) => ({
  lines: states.map((state): Line => ({ name: "shop/payments-pr-12", pullRequest: "#12", state })),
  problems: [{ where: "a", what: "b" }],
  warnings: [],
});

const samples = (text: string) => text.split("\n").filter((line) => !/^(#|$)/.test(line));

test("rounds are counted by how they ended and how long they took; copies by their state in the last one", () => {
  const metrics = new Metrics();
  metrics.round("done", 0.4, NOW - 60_000, told("made"));
  metrics.round("done", 7, NOW, told("unchanged", "unchanged", "held", "waiting"));
  metrics.round("failed", 400, NOW + 60_000);
  const text = samples(metrics.text(true));
  expect(text).toContain('understudy_controller_rounds_total{result="done"} 2');
  expect(text).toContain('understudy_controller_rounds_total{result="failed"} 1');
  expect(text).toContain('understudy_controller_rounds_total{result="lease_lost"} 0');
  expect(text).toContain('understudy_controller_round_duration_seconds_bucket{le="0.5"} 1');
  expect(text).toContain('understudy_controller_round_duration_seconds_bucket{le="300"} 2');
  expect(text).toContain('understudy_controller_round_duration_seconds_bucket{le="+Inf"} 3');
  expect(text).toContain("understudy_controller_round_duration_seconds_sum 407.4");
  expect(text).toContain("understudy_controller_round_duration_seconds_count 3");
  expect(text).toContain('understudy_controller_copies{state="unchanged"} 2');
  expect(text).toContain('understudy_controller_copies{state="made"} 0');
  expect(text).toContain("understudy_controller_held_deletes 1");
  expect(text).toContain("understudy_controller_problems 1");
  expect(text).toContain(`understudy_controller_last_round_timestamp_seconds ${NOW / 1000}`);
});

test("a process that waits tells no copies, so that sums over all pods are right", () => {
  const metrics = new Metrics();
  metrics.round("done", 1, NOW, told("made"));
  const text = metrics.text(false);
  expect(text).toContain("understudy_controller_leading 0\n");
  expect(text).not.toMatch(/_(copies|problems|held_deletes|last_round_timestamp_seconds)/);
});

test("GitHub's budget is that of the last answer of each host", () => {
  const metrics = new Metrics();
  metrics.budget({ host: "github.com", limit: 5_000, remaining: 4_000 });
  metrics.budget({ host: "github.com", limit: 5_000, remaining: 3_999 });
  const text = samples(metrics.text(true)).filter((line) => line.includes("github"));
  expect(text).toEqual([
    'understudy_controller_github_requests_limit{host="github.com"} 5000',
    'understudy_controller_github_requests_left{host="github.com"} 3999',
  ]);
});

test("every line is one of Prometheus' text format, and each metric has its type before its samples", () => {
  const metrics = new Metrics();
  metrics.round("done", 1, NOW, told("made"));
  metrics.budget({ host: "github.com", limit: 1, remaining: 1 });
  let typed = "";
  for (const line of metrics.text(true).trimEnd().split("\n")) {
    const [, type] = /^# TYPE ([a-z_]+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (type !== undefined) typed = type;
    if (line.startsWith("#")) continue;
    const [, name = ""] = /^([a-z_]+)(\{[a-z]+="[^"]+"\})? \d+(\.\d+)?$/.exec(line) ?? [line];
    expect(name.replace(/_(bucket|sum|count)$/, "")).toBe(typed);
  }
});
