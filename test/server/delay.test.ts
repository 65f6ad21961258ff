import fc from "fast-check";
import { expect, test } from "vitest";

import { manualClock } from "./manualClock.ts";

/** Runs at `time` on a clock that shows `now`; says when it ran. */
function schedule(time: number, now: number) {
  const { clock, timetable, timers } = manualClock();
  clock.time = now;
  const ran: number[] = [];
  const cancel = timetable.at(time, () => ran.push(clock.time));
  return { clock, timetable, timers, ran, cancel };
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

test("many share one timer, which is set for the earliest", () => {
  const { timetable, timers } = schedule(50, 0);
  timetable.at(60, () => {});
  expect(timers()).toEqual([50]);
  timetable.at(40, () => {});
  expect(timers()).toEqual([40]);
});

test("of many that are due the event loop does one a turn, and looks for requests in between", () => {
  const { clock, timetable, timers, ran } = schedule(50, 0);
  timetable.at(50, () => ran.push(clock.time));
  timetable.at(70, () => ran.push(clock.time));
  clock.time = 50;
  clock.fire();
  expect(ran).toEqual([50]);
  clock.time = 51;
  clock.turn();
  expect(ran).toEqual([50, 51]);
  expect(timers()).toEqual([]);
  clock.turn();
  expect(timers()).toEqual([19]);
});

test("what is called off while others wait holds them up no longer than it would have waited", () => {
  const { clock, timetable, ran, timers, cancel } = schedule(50, 0);
  for (const time of [60, 70]) timetable.at(time, () => ran.push(clock.time));
  cancel();
  cancel();
  clock.time = 50;
  clock.fire();
  clock.turn();
  expect(ran).toEqual([]);
  expect(timers()).toEqual([10]);
});

test("all happens in the order of its time, but for what is called off", () => {
  const waits = fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.boolean()));
  fc.assert(
    fc.property(waits, (entries) => {
      const { clock, timetable } = manualClock();
      const ran: number[] = [];
      const kept = entries.filter(([, goes]) => !goes).map(([time]) => time);
      const cancels = entries.map(([time, goes]) => {
        const cancel = timetable.at(time, () => ran.push(time));
        return goes ? cancel : () => {};
      });
      for (const cancel of cancels) cancel();
      clock.time = 1000;
      clock.fire();
      for (const _ of entries) clock.turn();
      expect(ran).toEqual(kept.toSorted((a, b) => a - b));
    }),
    { seed: 1 },
  );
});
