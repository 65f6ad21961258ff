import fc from "fast-check";
import { expect, test } from "vitest";
import { addToTimeline, createTimeline, partsOf } from "../../../src/sources/accessLog/timeline.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 27);

function timelineOf(times: number[]) {
  const timeline = createTimeline();
  for (const time of times) addToTimeline(timeline, time, 5);
  return timeline;
}

test("requests are counted by the minute, in whatever order they come", () => {
  expect(partsOf([timelineOf([START + MINUTE, START, START + 59_999, START - 1])])).toEqual([
    { from: START - MINUTE, to: START, requests: 1, sum: 5 },
    { from: START, to: START + MINUTE, requests: 2, sum: 10 },
    { from: START + MINUTE, to: START + 2 * MINUTE, requests: 1, sum: 5 },
  ]);
});

test("of a longer time two parts become one, so that there are never more than 256", () => {
  const minutes = Array.from({ length: 7 * 24 * 60 }, (_, i) => START + i * MINUTE);
  const parts = partsOf([timelineOf(minutes)]);
  expect(parts).toHaveLength(158);
  expect(parts.slice(1, -1).every(({ requests }) => requests === 64)).toBe(true);
});

test("timelines of different lengths are added up in parts of the coarsest", () => {
  const long = timelineOf([START, START + 300 * MINUTE]);
  const short = timelineOf([START, START + MINUTE]);
  expect(long.width).toBe(2 * MINUTE);
  expect(partsOf([long, short])[0]).toEqual({
    from: START,
    to: START + 2 * MINUTE,
    requests: 3,
    sum: 15,
  });
  expect(partsOf([])).toEqual([]);
});

test("no request is lost, and each is in the part of its time", () => {
  const times = fc.array(fc.integer({ min: -1e12, max: 4e12 }), { maxLength: 50 });
  fc.assert(
    fc.property(times, (all) => {
      const parts = partsOf([timelineOf(all)]);
      expect(parts.length).toBeLessThanOrEqual(256);
      for (const { from, to, requests } of parts) {
        expect(all.filter((time) => time >= from && time < to)).toHaveLength(requests);
      }
      expect(parts.reduce((sum, { requests }) => sum + requests, 0)).toBe(all.length);
    }),
    { seed: 12 },
  );
});
