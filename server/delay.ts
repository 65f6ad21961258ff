/** Time as the delays see it: milliseconds with fractions, from any beginning. */
export interface Clock {
  now(): number;
  setTimeout(callback: () => void, ms: number): NodeJS.Timeout;
  clearTimeout(timer: NodeJS.Timeout): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer),
};

/**
 * Runs `action` at `time`, or at once when that has passed: what was worked meanwhile is part of a delay and not
 * added to it. Returns what calls the action off.
 *
 * Node's timers have a grain of 1 ms and count from the beginning of the event loop's turn, so that after a long turn
 * one may fire too early; hence the second look at the clock. The action is late by a grain at most, and never early,
 * but for times less than half a grain away: those are now, because a timer would take twice as long.
 */
export function runAt(time: number, clock: Clock, action: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = (tolerance: number) => {
    timer = undefined;
    const remaining = time - clock.now();
    if (remaining <= tolerance) action();
    else timer = clock.setTimeout(() => wait(0), Math.ceil(remaining));
  };
  wait(0.5);
  return () => {
    if (timer !== undefined) clock.clearTimeout(timer);
  };
}
