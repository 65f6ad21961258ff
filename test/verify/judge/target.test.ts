import { describe, expect, test } from "vitest";
import type { Profile } from "../../../src/latency/profile.ts";
import { targetOf } from "../../../src/verify/judge/target.ts";

const QUANTILES: Profile = {
  kind: "quantiles",
  points: [
    { p: 0.5, ms: 20.4 },
    { p: 0.95, ms: 120 },
  ],
  max: 300,
};

test.each<[Profile, [number, string][]]>([
  [
    { kind: "fixed", ms: 5 },
    [
      [0.5, "named"],
      [0.95, "named"],
      [0.99, "guard"],
    ],
  ],
  [
    { kind: "uniform", from: 1, to: 5 },
    [
      [0.5, "named"],
      [0.95, "named"],
      [0.99, "guard"],
    ],
  ],
  [
    { kind: "lognormal", median: 1, p99: 5 },
    [
      [0.5, "named"],
      [0.99, "named"],
    ],
  ],
  [
    QUANTILES,
    [
      [0.5, "named"],
      [0.95, "named"],
      [0.99, "guard"],
    ],
  ],
])("the quantiles that a profile names decide, and the others guard: %j", (profile, expected) => {
  expect(targetOf(profile, "mock", 50).quantiles.map(({ p, kind }) => [p, kind])).toEqual(expected);
});

test("a mock has the profile's own quantiles, and no bands", () => {
  const { at, bands } = targetOf(QUANTILES, "mock", 50);
  expect(at(0.5).from).toBeCloseTo(20.4, 9);
  expect(at(0.99999)).toEqual({ from: 300, to: 300 });
  expect(bands).toBeUndefined();
});

describe("the mesh", () => {
  test("has whole milliseconds, and the named quantiles inside of bands", () => {
    const { at } = targetOf(QUANTILES, "mesh", 50);
    expect(at(0.5)).toEqual({ from: 20, to: 20 });
    expect(at(0.95)).toEqual({ from: 120, to: 120 });
  });

  test("has one delay or the other where two bands meet", () => {
    const { at } = targetOf({ kind: "uniform", from: 0, to: 800 }, "mesh", 50);
    expect(at(0.5)).toEqual({ from: 350, to: 450 });
    expect(at(0.51)).toEqual({ from: 450, to: 450 });
  });

  test("has shares of bands that add up to all requests", () => {
    const { bands = [] } = targetOf(QUANTILES, "mesh", 50);
    expect(bands.map(({ name }) => name)).toEqual([
      "p0-p27.34",
      "p27.34-p72.66",
      "p72.66-p92.58",
      "p92.58-p97.66",
      "p97.66-p100",
    ]);
    expect(bands.reduce((sum, { share }) => sum + share, 0)).toBe(1);
  });

  test("has no bands for a fixed delay", () => {
    expect(targetOf({ kind: "fixed", ms: 5 }, "mesh", 50).bands).toBeUndefined();
  });
});

test("a route that slows down as it fills up may be as slow as at the rate of all requests", () => {
  const profile: Profile = { kind: "fixed", ms: 100, load: { capacity: 500, queue: 100 } };
  expect(targetOf(profile, "mock", 100).at(0.5)).toEqual({ from: 100, to: 125 });
});
