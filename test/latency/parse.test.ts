import { describe, expect, test } from "vitest";
import { parseProfile } from "../../src/latency/parse.ts";
import { formatProblem, type Problem } from "../../src/problem.ts";

function parse(value: unknown) {
  const problems: Problem[] = [];
  const profile = parseProfile(value, "latency.default", problems);
  return { profile, problems: problems.map(formatProblem) };
}

describe("what can be said", () => {
  test.each([
    ["one quantile is a fixed delay", { p95: "120ms" }, { kind: "fixed", ms: 120 }],
    ["a fixed delay may be zero", { p95: "0ms" }, { kind: "fixed", ms: 0 }],
    ["a fixed delay may be below a millisecond", { p50: "250us" }, { kind: "fixed", ms: 0.25 }],
    [
      "several quantiles are sorted by probability",
      { p99: "2s", p50: "20ms", "p99.9": "1h" },
      {
        kind: "quantiles",
        points: [
          { p: 0.5, ms: 20 },
          { p: 0.99, ms: 2_000 },
          { p: 0.999, ms: 3_600_000 },
        ],
      },
    ],
    [
      "one quantile with a bound is a distribution",
      { p50: "20ms", max: "2s" },
      { kind: "quantiles", points: [{ p: 0.5, ms: 20 }], max: 2_000 },
    ],
    [
      "min and max",
      { min: "0ms", p50: "20ms", p95: "20ms", max: "20ms" },
      {
        kind: "quantiles",
        points: [
          { p: 0.5, ms: 20 },
          { p: 0.95, ms: 20 },
        ],
        min: 0,
        max: 20,
      },
    ],
    ["uniform", { uniform: ["20ms", "80ms"] }, { kind: "uniform", from: 20, to: 80 }],
    [
      "log-normal",
      { lognormal: { median: "20ms", p99: "200ms" } },
      { kind: "lognormal", median: 20, p99: 200 },
    ],
  ])("%s", (_, value, profile) => {
    expect(parse(value)).toEqual({ profile, problems: [] });
  });
});

describe("what is refused", () => {
  const shapes =
    "{p95: 120ms}, {p50: 20ms, p95: 120ms}, {uniform: [20ms, 80ms]} or {lognormal: {median: 20ms, p99: 200ms}}";

  test.each([
    [
      "a bare duration",
      "120ms",
      `latency.default: expected a latency profile such as ${shapes}, received "120ms".`,
    ],
    ["nothing", {}, `latency.default: expected a latency profile such as ${shapes}, received {}.`],
    [
      "a number",
      { p95: 120 },
      'latency.default.p95: expected a duration such as "250ms", received 120.\n  Did you mean "120ms"?',
    ],
    [
      "a name that is no quantile",
      { p950: "20ms" },
      'latency.default: expected one of p50, p75, p90, p95, p99, p99.9, min, max, uniform, lognormal, load, received "p950".\n  Did you mean "p50"?',
    ],
    [
      "quantiles that fall",
      { p50: "200ms", p95: "120ms" },
      "latency.default: p50 (200ms) is above p95 (120ms).\n  A higher quantile is never the faster one.",
    ],
    [
      "a maximum below a quantile",
      { p50: "20ms", p95: "120ms", max: "100ms" },
      "latency.default: p95 (120ms) is above max (100ms).\n  A higher quantile is never the faster one.",
    ],
    [
      "the same quantile twice",
      { p50: "20ms", "p50.0": "20ms" },
      "latency.default: p50 is given twice.",
    ],
    [
      "zero in a distribution",
      { p50: "0ms", p95: "120ms" },
      'latency.default.p50: expected a duration above zero, received "0ms".\n  A distribution is drawn on a log scale.',
    ],
    [
      "bounds without a quantile",
      { max: "2s" },
      "latency.default: min and max only bound a distribution.\n  Add a quantile: {p50: 20ms, max: 2s}.",
    ],
    [
      "uniform with its bounds exchanged",
      { uniform: ["80ms", "20ms"] },
      "latency.default.uniform: the lower bound 80ms is above the upper bound 20ms.",
    ],
    [
      "uniform with one bound",
      { uniform: ["80ms"] },
      'latency.default.uniform: expected two durations such as [20ms, 80ms], received ["80ms"].',
    ],
    [
      "uniform beside quantiles",
      { uniform: ["20ms", "80ms"], p95: "120ms" },
      "latency.default: uniform stands alone, received also p95.",
    ],
    [
      "log-normal with a median above its p99",
      { lognormal: { median: "2s", p99: "200ms" } },
      "latency.default.lognormal: median (2s) is above p99 (200ms).",
    ],
  ])("%s", (_, value, problem) => {
    expect(parse(value)).toEqual({ profile: undefined, problems: [problem] });
  });

  test("every mistake at once", () => {
    expect(parse({ lognormal: { mean: "1s", p99: 3 } }).problems).toEqual([
      'latency.default.lognormal: expected one of median, p99, received "mean".\n  Did you mean "median"?',
      'latency.default.lognormal.median: expected a duration such as "250ms", received nothing.',
      'latency.default.lognormal.p99: expected a duration such as "250ms", received 3.\n  Did you mean "3ms"?',
    ]);
  });
});
