import { createTimetable } from "../../src/server/delay.ts";

/** A clock that stands still until it is told otherwise, and timers that fire when the test says. */
export function manualClock() {
  const timers: { callback: () => void; ms: number; timer: NodeJS.Timeout }[] = [];
  const turns: (() => void)[] = [];
  const clock = {
    time: 0,
    now: () => clock.time,
    setTimeout(callback: () => void, ms: number) {
      // Never comes to pass: it only stands for the timer.
      const timer = setTimeout(() => {}, 0).unref();
      timers.push({ callback, ms, timer });
      return timer;
    },
    clearTimeout(timer: NodeJS.Timeout) {
      timers.splice(0, timers.length, ...timers.filter((other) => other.timer !== timer));
    },
    setImmediate: (callback: () => void) => void turns.push(callback),
    /** Lets the timer that was set first fire. */
    fire: () => timers.shift()?.callback(),
    /** Lets the event loop turn once. */
    turn: () => turns.shift()?.(),
  };
  return { clock, timetable: createTimetable(clock), timers: () => timers.map(({ ms }) => ms) };
}
