import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lifeOf } from "../../../src/laptop/agent/life.ts";

let ends: string[];

beforeEach(() => {
  ends = [];
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function life() {
  return lifeOf({ grace: 10, ttl: 100 }, (reason) => ends.push(reason));
}

test("an agent ends when the laptop has been away for the grace time, also if it never came", () => {
  life();
  vi.advanceTimersByTime(9);
  expect(ends).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(ends).toEqual(["the laptop has been away for the grace time"]);
  vi.advanceTimersByTime(1000);
  expect(ends.length).toBe(1);
});

test("a laptop that is there, or comes back in time, keeps it until its time is over", () => {
  const own = life();
  own.come();
  vi.advanceTimersByTime(50);
  own.leave();
  vi.advanceTimersByTime(9);
  own.come();
  vi.advanceTimersByTime(40);
  expect(ends).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(ends).toEqual(["its time is over"]);
});
