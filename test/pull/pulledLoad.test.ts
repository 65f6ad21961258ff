import { expect, test } from "vitest";
import { pulledLoad } from "../../src/pull/pulledLoad.ts";

const measured = [{ p: 0.5, ms: 40, bounds: { from: 30, to: 50 } }];
const old = { capacity: 500, queue: 7 };
const AS_MEASURED =
  "its load stays, and the quantiles are as measured, not those of the idle service";

/** A service of 100/s that is idle half of the time, and at half of its capacity otherwise. */
const busy = Array.from({ length: 40 }, (_, i) =>
  i % 2 === 0
    ? { requests: 60, perSecond: 1, ms: 20 / 0.99 }
    : { requests: 3_000, perSecond: 50, ms: 40 },
);
const steady = busy.map(() => ({ requests: 600, perSecond: 10, ms: 20 }));

const FIT = /^capacity 100\/s \(100\/s to 100\/s\), R² 1\.00 over 40 times at 1\/s to 50\/s$/;

test("with a capacity the quantiles are those of the idle service", () => {
  const { load, points, capacity, remarks } = pulledLoad(measured, busy, undefined, "mock");
  expect(load).toEqual({ capacity: 100, queue: 100 });
  expect(points).toEqual([
    { p: 0.5, ms: 20.2, bounds: { from: expect.closeTo(15.1, 0), to: expect.closeTo(25.2, 0) } },
  ]);
  expect(capacity).toMatch(FIT);
  expect(remarks).toEqual([capacity, "quantiles are the idle service's, 50 % of those measured"]);
});

test("the queue that the file has stays", () => {
  expect(pulledLoad(measured, busy, old, "mock").load).toEqual({ capacity: 100, queue: 7 });
});

test("for delays in the mesh it is only said", () => {
  const { capacity, ...rest } = pulledLoad(measured, busy, undefined, "mesh");
  expect(rest).toEqual({
    points: measured,
    remarks: [`${capacity}, not written: only inject: mock can make it`],
  });
});

test("a poor fit is not written, and a load of the file stays", () => {
  const capacity = "no capacity: the rate hardly changes (10/s to 10/s)";
  expect(pulledLoad(measured, steady, undefined, "mock")).toEqual({
    points: measured,
    capacity,
    remarks: [],
  });
  expect(pulledLoad(measured, steady, old, "mock")).toEqual({
    load: old,
    points: measured,
    capacity,
    remarks: [capacity, AS_MEASURED],
  });
});

test("a source without rates changes no load", () => {
  expect(pulledLoad(measured, undefined, old, "mock")).toEqual({
    load: old,
    points: measured,
    remarks: [AS_MEASURED],
  });
  expect(pulledLoad(measured, undefined, undefined, "mock")).toEqual({
    points: measured,
    remarks: [],
  });
});
