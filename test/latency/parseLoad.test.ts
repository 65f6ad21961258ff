import { expect, test } from "vitest";
import { parseProfile } from "../../src/latency/parse.ts";
import type { Problem } from "../../src/problem.ts";

function parse(value: unknown) {
  const problems: Problem[] = [];
  const profile = parseProfile(value, "default", problems);
  return { profile, problems };
}

test.each([
  [{ p95: "20ms", load: { capacity: "800/s" } }, { kind: "fixed", ms: 20 }, 800, 100],
  [{ p95: "20ms", load: { capacity: "30/min", queue: 0 } }, { kind: "fixed", ms: 20 }, 0.5, 0],
  [
    { uniform: ["1ms", "2ms"], load: { capacity: "5/s", queue: 7 } },
    { kind: "uniform", from: 1, to: 2 },
    5,
    7,
  ],
  [
    { lognormal: { median: "1ms", p99: "2ms" }, load: { capacity: "5/s" } },
    { kind: "lognormal", median: 1, p99: 2 },
    5,
    100,
  ],
])("a load stands beside any distribution: %j", (value, distribution, capacity, queue) => {
  expect(parse(value)).toEqual({
    profile: { ...distribution, load: { capacity, queue } },
    problems: [],
  });
});

test.each<[string, unknown, Problem[]]>([
  [
    "a number without a unit",
    { p95: "1ms", load: { capacity: 800 } },
    [
      {
        where: "default.load.capacity",
        what: 'expected a rate above zero such as "800/s" or "50/min", received 800',
        fix: 'Did you mean "800/s"?',
      },
    ],
  ],
  [
    "all mistakes at once, those of the latency too",
    { p95: "1", load: { capacity: "0/s", queue: 1.5, quue: 1 } },
    [
      {
        where: "default.load",
        what: 'expected capacity or queue, received "quue"',
        fix: 'Did you mean "queue"?',
      },
      {
        where: "default.load.capacity",
        what: 'expected a rate above zero such as "800/s" or "50/min", received "0/s"',
        fix: undefined,
      },
      {
        where: "default.load.queue",
        what: "expected a number of requests such as 100, received 1.5",
      },
      {
        where: "default.p95",
        what: 'expected a duration such as "250ms", received "1"',
        fix: undefined,
      },
    ],
  ],
  [
    "no latency",
    { load: { capacity: "1/s" } },
    [
      {
        where: "default",
        what: "a load needs a latency beside it",
        fix: "Add that of the idle service: {p50: 20ms, p95: 120ms, load: {capacity: 800/s}}.",
      },
    ],
  ],
  [
    "no mapping",
    { p95: "1ms", load: "800/s" },
    [
      {
        where: "default.load",
        what: 'expected a load such as {capacity: 800/s, queue: 100}, received "800/s"',
      },
    ],
  ],
])("a mistake is named with the fix: %s", (_, value, expected) => {
  expect(parse(value)).toEqual({ profile: undefined, problems: expected });
});
