import { expect, test } from "vitest";

import { runAt } from "../../server/delay.ts";
import { manualClock } from "./manualClock.ts";

/** Runs at `time` on a clock that shows `now`; says when it ran. */
function schedule(time: number, now: number) {
  const { clock, timers } = manualClock();
  clock.time = now;
  const ran: number[] = [];
  const cancel = runAt(time, clock, () => ran.push(clock.time));
  return { clock, timers, ran, cancel };
}

test("after 30 ms of work only the rest of 50 ms is waited for", () => {
  const { clock, timers, ran } = schedule(50, 30);
  expect(timers()).toEqual([20]);
  clock.time = 50;
  clock.fire();
  expect(ran).toEqual([50]);
});

test("work that took longer than the delay is not followed by a wait", () => {
  expect(schedule(50, 60)).toMatchObject({ ran: [60] });
  expect(schedule(50, 60).timers()).toEqual([]);
});

test("without a delay it runs at once", () => {
  expect(schedule(0, 0).ran).toEqual([0]);
});

test("a timer that fires too early waits again, so that nothing is early by more than half a grain", () => {
  const { clock, timers, ran } = schedule(50, 0);
  clock.time = 49.4;
  clock.fire();
  expect(ran).toEqual([]);
  expect(timers()).toEqual([1]);
  clock.time = 50.6;
  clock.fire();
  expect(ran).toEqual([50.6]);
});

test("a timer is set to the whole millisecond before, and looks at the clock again", () => {
  const { clock, timers, ran } = schedule(20.8, 0);
  expect(timers()).toEqual([20]);
  clock.time = 20.4;
  clock.fire();
  expect(ran).toEqual([20.4]);
  expect(schedule(0.6, 0).timers()).toEqual([1]);
});

test("half a millisecond and less is nearer to nothing than to the timers' one", () => {
  expect(schedule(0.5, 0).ran).toEqual([0]);
});

test("called off, it never runs", () => {
  const { timers, ran, cancel } = schedule(50, 0);
  cancel();
  expect(timers()).toEqual([]);
  expect(ran).toEqual([]);
});
