import type { Clock } from "../../server/delay.ts";

/** A clock that stands still until it is told otherwise, and timers that fire when the test says. */
export function manualClock() {
  const timers: { callback: () => void; ms: number }[] = [];
  const clock: Clock & { time: number; fire(): void } = {
    time: 0,
    now: () => clock.time,
    setTimeout(callback, ms) {
      timers.push({ callback, ms });
      // Never comes to pass: it only stands for the timer.
      return setTimeout(() => {}, 0).unref();
    },
    clearTimeout: () => timers.splice(0),
    fire: () => timers.shift()?.callback(),
  };
  return { clock, timers: () => timers.map(({ ms }) => ms) };
}
