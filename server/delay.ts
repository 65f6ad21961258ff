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

/** Half the grain of Node's timers, in milliseconds. */
const HALF_GRAIN = 0.5;

/**
 * Runs `action` at `time`, or at once when that has passed: what was worked meanwhile is part of a delay and not
 * added to it. Returns what calls the action off.
 *
 * Node's timers have a grain of 1 ms and count from the beginning of the event loop's turn: they fire up to a grain too
 * early while there is work, and up to a grain too late while there is none. So the timer is set to the millisecond
 * before, and looks at the clock again: half a grain early is as near as it gets.
 */
export function runAt(time: number, clock: Clock, action: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = undefined;
    const remaining = time - clock.now();
    if (remaining <= HALF_GRAIN) action();
    else timer = clock.setTimeout(wait, Math.max(1, Math.floor(remaining)));
  };
  wait();
  return () => {
    if (timer !== undefined) clock.clearTimeout(timer);
  };
}
