import { describe, expect, test } from "vitest";
import { aboveEdges, keep } from "../../src/pull/kept.ts";

const ALL = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999].map((p, i) => ({ p, ms: 10 * (i + 1) }));

function keptOf(requests: number, quantiles = ALL) {
  const kept = keep({ requests, quantiles }, 100);
  return "reason" in kept ? kept.reason : kept.points.map(({ p }) => p);
}

describe("a quantile is kept if ten requests are beyond it", () => {
  test.each([
    [100, [0.5, 0.75, 0.9]],
    [199, [0.5, 0.75, 0.9]],
    [200, [0.5, 0.75, 0.9, 0.95]],
    [999, [0.5, 0.75, 0.9, 0.95]],
    [1_000, [0.5, 0.75, 0.9, 0.95, 0.99]],
    [9_999, [0.5, 0.75, 0.9, 0.95, 0.99]],
    [10_000, [0.5, 0.75, 0.9, 0.95, 0.99, 0.999]],
  ])("of %i requests", (requests, expected) => {
    expect(keptOf(requests)).toEqual(expected);
  });

  test("on either side", () => {
    const low = [
      { p: 0.01, ms: 1 },
      { p: 0.5, ms: 2 },
      { p: 0.9, ms: 3 },
    ];
    expect(keptOf(999, low)).toEqual([0.5, 0.9]);
    expect(keptOf(1_000, low)).toEqual([0.01, 0.5, 0.9]);
  });
});

test("a route with fewer requests than asked for has no quantiles", () => {
  expect(keptOf(99)).toBe("99 requests, fewer than 100");
});

test("one quantile alone is not kept, because it would be a fixed delay", () => {
  expect(keep({ requests: 20, quantiles: ALL }, 20)).toEqual({
    reason: "20 requests support only p50, and a distribution needs two",
  });
  expect(keptOf(5_000, ALL.slice(0, 1))).toBe(
    "the source has only p50, and a distribution needs two",
  );
});

test("a source without quantiles is said", () => {
  expect(keptOf(5_000, [])).toBe("the source has no quantiles for it");
});

test("quantiles that cross by the error of a sketch are made equal, by more they are refused", () => {
  const crossing = (ms: number) =>
    keep(
      {
        requests: 200,
        quantiles: [
          { p: 0.5, ms: 100 },
          { p: 0.9, ms },
          { p: 0.95, ms: 120 },
        ],
      },
      100,
    );
  expect(crossing(98.5)).toEqual({
    points: [
      { p: 0.5, ms: 100 },
      { p: 0.9, ms: 100 },
      { p: 0.95, ms: 120 },
    ],
  });
  expect(crossing(97)).toEqual({
    reason: "the source's quantiles cross: p50 100ms is above p90 97ms",
  });
});

test("a latency that is no number or below zero is refused", () => {
  const quantiles = [
    { p: 0.5, ms: Number.NaN },
    { p: 0.9, ms: 1 },
  ];
  expect(keptOf(200, quantiles)).toBe("the source says NaN ms for p50");
});

test("latencies have three digits", () => {
  const quantiles = [
    { p: 0.5, ms: 12.3456 },
    { p: 0.9, ms: 1234.56 },
  ];
  expect(keep({ requests: 100, quantiles }, 100)).toEqual({
    points: [
      { p: 0.5, ms: 12.3 },
      { p: 0.9, ms: 1230 },
    ],
  });
});

test("a quantile above the last edge of the source's buckets is named, unless the requests do not support it", () => {
  const above = { quantiles: ALL.slice(0, 4), above: 10_000 };
  expect(aboveEdges({ requests: 1_000, ...above })).toBe(
    "p99 is above 10s, the source's last edge",
  );
  expect(aboveEdges({ requests: 999, ...above })).toBeUndefined();
  expect(aboveEdges({ requests: 1_000, quantiles: ALL.slice(0, 4) })).toBeUndefined();
  expect(keep({ requests: 1_000, quantiles: [], above: 10_000 }, 100)).toEqual({
    reason: "p50 is above 10s, the source's last edge",
  });
});
