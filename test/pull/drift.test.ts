import { describe, expect, test } from "vitest";
import { quantile } from "../../src/latency/quantile.ts";
import { driftOf, isBeyond } from "../../src/pull/drift.ts";

/** A log-normal distribution with p50 = 20 ms and p95 = 120 ms. */
const kind = "quantiles" as const;
const points = [
  { p: 0.5, ms: 20 },
  { p: 0.95, ms: 120 },
];
const measured = { kind, points };

function changes(old: Parameters<typeof driftOf>[0], requests: Parameters<typeof driftOf>[2]) {
  return driftOf(old, points, requests).map(({ change }) => change);
}

describe("a change counts if the old value is outside of the interval by ranks", () => {
  // 1.96 √(0.25 / 1,000) = 0.031; 1.96 √(0.0475 / 1,000) = 0.0135.
  const upper = {
    kind,
    points: [
      { p: 0.5, ms: quantile(measured, 0.53) },
      { p: 0.95, ms: quantile(measured, 0.963) },
    ],
  };
  const above = {
    kind,
    points: [
      { p: 0.5, ms: quantile(measured, 0.532) },
      { p: 0.95, ms: quantile(measured, 0.964) },
    ],
  };

  test("of a hand-written profile against the measurement's requests", () => {
    expect(changes(upper, { measured: 1_000 })).toEqual([0, 0]);
    expect(changes(above, { measured: 1_000 })).toEqual([
      expect.closeTo(-0.0837, 3),
      expect.closeTo(-0.1547, 3),
    ]);
  });

  test("of a pulled profile against the requests of both", () => {
    expect(changes(above, { measured: 1_000, old: 1_000 })).toEqual([0, 0]);
    expect(changes(above, { measured: 1_000, old: 1e9 })).not.toContain(0);
  });
});

test("a change inside the bounds of a bucket is none", () => {
  const wide = [{ p: 0.95, ms: 120, bounds: { from: 100, to: 250 } }, ...points.slice(0, 1)];
  const old = { kind: "fixed" as const, ms: 240 };
  expect(driftOf(old, wide, { measured: 1e9 })[0]).toMatchObject({ p: 0.95, old: 240, change: 0 });
});

test("only quantiles that were measured are compared", () => {
  const drift = driftOf({ kind: "fixed", ms: 10 }, [...points, { p: 0.9, ms: 80 }], {
    measured: 1e6,
  });
  expect(drift.map(({ p, old, new: now, change }) => ({ p, old, now, change }))).toEqual([
    { p: 0.5, old: 10, now: 20, change: 1 },
    { p: 0.95, old: 10, now: 120, change: 11 },
  ]);
});

test("without an old delay there is no change in per cent, which is beyond every tolerance", () => {
  const [fresh] = driftOf(undefined, points, { measured: 1_000 });
  expect(fresh).not.toHaveProperty("old");
  const [zero] = driftOf({ kind: "fixed", ms: 0 }, points, { measured: 1_000 });
  expect(zero).toMatchObject({ old: 0, new: 20 });
  for (const drift of [fresh, zero]) {
    expect(drift).not.toHaveProperty("change");
    expect(drift && isBeyond(drift, 9)).toBe(true);
  }
});

test("a tolerance is a share of the old value, in both directions", () => {
  const base = { p: 0.5, old: 100, new: 0, interval: { from: 0, to: 0 } };
  expect([0.2, -0.2, 0.201, -0.201].map((change) => isBeyond({ ...base, change }, 0.2))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
