import { expect, test } from "vitest";
import { describeProfile } from "../../src/latency/describe.ts";
import type { Profile } from "../../src/latency/profile.ts";

const cases: [string, Profile | undefined][] = [
  ["none", undefined],
  ["fixed 120ms", { kind: "fixed", ms: 120 }],
  ["uniform 20ms to 80ms", { kind: "uniform", from: 20, to: 80 }],
  ["log-normal median 20ms p99 2s", { kind: "lognormal", median: 20, p99: 2_000 }],
  [
    "fixed 120ms capacity 800/s queue 100",
    { kind: "fixed", ms: 120, load: { capacity: 800, queue: 100 } },
  ],
  [
    "min 1ms p50 20ms p99.9 1.2s max 5s",
    {
      kind: "quantiles",
      points: [
        { p: 0.5, ms: 20 },
        { p: 0.999, ms: 1_200 },
      ],
      min: 1,
      max: 5_000,
    },
  ],
];

test.each(cases)("a profile reads %j", (text, profile) => {
  expect(describeProfile(profile)).toBe(text);
});
