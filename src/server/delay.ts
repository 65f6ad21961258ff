import { type Heap, pop, push } from "./heap.ts";

/** Time as the delays see it: milliseconds with fractions, from any beginning. */
export interface Clock {
  now(): number;
  setTimeout(callback: () => void, ms: number): NodeJS.Timeout;
  clearTimeout(timer: NodeJS.Timeout): void;
  /** Runs something as soon as the requests that have come in meanwhile have been looked at. */
  setImmediate(callback: () => void): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer),
  setImmediate: (callback) => void setImmediate(callback),
};

/** What is to be done, each at its time. */
export interface Timetable {
  /** The time now, in milliseconds. */
  now(): number;
  /**
   * Runs `action` at `time`, or at once when that has passed: what was worked meanwhile is part of a delay and not
   * added to it. Returns what calls the action off.
   */
  at(time: number, action: () => void): () => void;
}

/** Half the grain of Node's timers, in milliseconds. */
const HALF_GRAIN = 0.5;

/**
 * One timer for all that waits, set for the earliest.
 *
 * Node's timers have a grain of 1 ms and count from the beginning of the event loop's turn: they fire up to a grain too
 * early while there is work, and up to a grain too late while there is none. So the timer is set to the millisecond
 * before, and looks at the clock again: half a grain early is as near as it gets.
 *
 * Of many actions that are due the event loop does one a turn. Did it all in one, as Node's own timers do, then the
 * requests that come in meanwhile would count from when it looks at them, which is after the last.
 */
export function createTimetable(clock: Clock): Timetable {
  let waiting: Heap<Entry> = [];
  /** How many of them were called off. */
  let calledOff = 0;
  let timer: NodeJS.Timeout | undefined;
  /** When the timer fires; minus infinity while the event loop's next turn will look anyway. */
  let wakes = Number.POSITIVE_INFINITY;

  const look = () => {
    wakes = Number.POSITIVE_INFINITY;
    timer = undefined;
    const entry = waiting[0];
    if (entry === undefined || !isDue(entry.time)) {
      setTimer();
      return;
    }
    pop(waiting);
    wakes = Number.NEGATIVE_INFINITY;
    clock.setImmediate(look);
    if (entry.action === undefined) calledOff--;
    entry.action?.();
    entry.action = undefined;
  };
  const isDue = (time: number) => time - clock.now() <= HALF_GRAIN;
  const setTimer = () => {
    const earliest = waiting[0]?.time ?? Number.POSITIVE_INFINITY;
    if (earliest >= wakes) return;
    if (timer !== undefined) clock.clearTimeout(timer);
    wakes = earliest;
    timer = clock.setTimeout(look, Math.max(1, Math.floor(earliest - clock.now())));
  };
  const callOff = (entry: Entry) => {
    if (entry.action === undefined) return;
    entry.action = undefined;
    calledOff++;
    if (calledOff <= waiting.length / 2) return;
    // What is sorted is a heap as well.
    waiting = waiting.filter(({ action }) => action !== undefined).sort((a, b) => a.time - b.time);
    calledOff = 0;
    if (waiting.length > 0 || timer === undefined) return;
    clock.clearTimeout(timer);
    timer = undefined;
    wakes = Number.POSITIVE_INFINITY;
  };

  return {
    now: () => clock.now(),
    at(time, action) {
      if (isDue(time)) {
        action();
        return () => {};
      }
      const entry: Entry = { time, action };
      push(waiting, entry);
      setTimer();
      return () => callOff(entry);
    },
  };
}

interface Entry {
  time: number;
  /** Undefined when it was done or called off. */
  action: (() => void) | undefined;
}
