import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantileFunction } from "../../../src/latency/quantile.ts";
import {
  type Bucket,
  bucketQuantile,
  splitCumulative,
  sumBuckets,
} from "../../../src/sources/prometheus/buckets.ts";

/** The edges that OpenTelemetry advises for `http.server.request.duration`, in milliseconds. */
const EDGES = [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

describe("splitCumulative", () => {
  test("returns the requests between the edges, whatever the order of the edges is", () => {
    expect(
      splitCumulative([
        { to: Number.POSITIVE_INFINITY, count: 10 },
        { to: 5, count: 2 },
        { to: 10, count: 9 },
      ]),
    ).toEqual([
      { from: 0, to: 5, count: 2 },
      { from: 5, to: 10, count: 7 },
      { from: 10, to: Number.POSITIVE_INFINITY, count: 1 },
    ]);
  });

  test("raises a count that is below the one before, so that no bucket is negative", () => {
    const buckets = splitCumulative([
      { to: 5, count: 10 },
      { to: 10, count: 9.5 },
      { to: 20, count: 12 },
    ]);
    expect(buckets.map(({ count }) => count)).toEqual([10, 0, 2]);
  });

  test("adds up the counts of the same edge, which clients write as 1 and as 1.0", () => {
    expect(
      splitCumulative([
        { to: 1, count: 2 },
        { to: 1, count: 3 },
        { to: Number.POSITIVE_INFINITY, count: 6 },
      ]),
    ).toEqual([
      { from: 0, to: 1, count: 5 },
      { from: 1, to: Number.POSITIVE_INFINITY, count: 1 },
    ]);
  });

  test("adds what lies at or below zero to the first bucket", () => {
    expect(
      splitCumulative([
        { to: 0, count: 3 },
        { to: 5, count: 10 },
      ]),
    ).toEqual([{ from: 0, to: 5, count: 10 }]);
  });
});

describe("sumBuckets", () => {
  test("adds buckets with the same edges, and leaves out those without requests", () => {
    expect(
      sumBuckets([
        { from: 5, to: 10, count: 1 },
        { from: 0, to: 5, count: 2 },
        { from: 5, to: 10, count: 3 },
        { from: 10, to: 20, count: 0 },
      ]),
    ).toEqual([
      { from: 0, to: 5, count: 2 },
      { from: 5, to: 10, count: 4 },
    ]);
  });

  test("makes one bucket of those that overlap, because other edges leave open where requests were", () => {
    expect(
      sumBuckets([
        { from: 0, to: 5, count: 1 },
        { from: 5, to: 10, count: 1 },
        { from: 10, to: 20, count: 1 },
        { from: 2, to: 8, count: 1 },
      ]),
    ).toEqual([
      { from: 0, to: 10, count: 3 },
      { from: 10, to: 20, count: 1 },
    ]);
  });
});

describe("bucketQuantile", () => {
  test("gives the quantiles of log-normal distributions to 1 %, in buckets up to 2.5 times as wide", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 8, max: 200, noNaN: true }),
        fc.double({ min: 2.5, max: 20, noNaN: true }),
        fc.constantFrom(0.5, 0.9, 0.95, 0.99),
        (median, ratio, p) => {
          const at = quantileFunction({ kind: "lognormal", median, p99: median * ratio });
          const found = bucketQuantile(bucketsOf(at), p);
          fc.pre(found !== undefined && found.bounds !== undefined && found.bounds.from > 0);
          expect(Math.abs((found?.ms ?? 0) / at(p) - 1)).toBeLessThan(0.01);
        },
      ),
      { seed: 1 },
    );
  });

  test("is never outside its bucket, and grows with the probability", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 2, maxLength: 15 }), (counts) => {
        const buckets = counts.map((count, i) => ({ from: i * 10, to: (i + 1) * 10, count }));
        let before = 0;
        for (const p of [0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 1]) {
          const found = bucketQuantile(buckets, p);
          if (found === undefined) continue;
          expect(found.ms).toBeGreaterThanOrEqual(before - 1e-9);
          expect(found.ms).toBeGreaterThanOrEqual((found.bounds?.from ?? 0) - 1e-9);
          expect(found.ms).toBeLessThanOrEqual((found.bounds?.to ?? 0) + 1e-9);
          before = found.ms;
        }
      }),
      { seed: 1 },
    );
  });

  test("is in the middle of a bucket that has all requests, on a scale of logarithms", () => {
    const [many, one] = [1000, 1].map((count) =>
      bucketQuantile([{ from: 50, to: 200, count }], 0.5),
    );
    expect(many?.ms).toBeCloseTo(100, 9);
    expect(many?.bounds).toEqual({ from: 50, to: 200 });
    expect(one?.ms).toBeCloseTo(100, 9);
  });

  test("is linear in a bucket that begins at zero", () => {
    const buckets = [
      { from: 0, to: 10, count: 50 },
      { from: 10, to: 20, count: 50 },
    ];
    expect(bucketQuantile(buckets, 0.25)).toEqual({ p: 0.25, ms: 5, bounds: { from: 0, to: 10 } });
  });

  test("is at an edge if the counts say so, in spite of the rounding of sums", () => {
    const tenths = Array.from({ length: 10 }, (_, i) => ({ from: i + 1, to: i + 2, count: 0.1 }));
    expect(bucketQuantile(tenths, 0.3)?.bounds).toEqual({ from: 3, to: 4 });
  });

  test("is undefined in the bucket without an upper edge, and without requests", () => {
    const buckets = [
      { from: 0, to: 10, count: 98 },
      { from: 10, to: Number.POSITIVE_INFINITY, count: 2 },
    ];
    expect(bucketQuantile(buckets, 0.99)).toBeUndefined();
    expect(bucketQuantile(buckets, 0.98)?.bounds).toEqual({ from: 0, to: 10 });
    expect(bucketQuantile([], 0.5)).toBeUndefined();
    expect(bucketQuantile([{ from: 0, to: 10, count: 0 }], 0.5)).toBeUndefined();
  });
});

/** Counts a million requests of a distribution in `EDGES`. */
function bucketsOf(at: (p: number) => number): Bucket[] {
  const below = EDGES.map((to) => ({ to, count: 1e6 * probabilityOf(at, to) }));
  return splitCumulative([...below, { to: Number.POSITIVE_INFINITY, count: 1e6 }]);
}

/** Returns the share of requests up to a latency, by bisection. */
function probabilityOf(at: (p: number) => number, ms: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (at(middle) < ms) low = middle;
    else high = middle;
  }
  return low;
}
