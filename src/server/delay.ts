import { type Heap, pop, push } from "./heap.ts";

/** A clock in milliseconds, with fractions, from any origin. */
export interface Clock {
  now(): number;
  setTimeout(callback: () => void, ms: number): NodeJS.Timeout;
  clearTimeout(timer: NodeJS.Timeout): void;
  /** Runs `callback` after the event loop has handled the requests that are waiting. */
  setImmediate(callback: () => void): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer),
  setImmediate: (callback) => void setImmediate(callback),
};

/** Runs actions at given times. */
export interface Timetable {
  /** Returns the current time in milliseconds. */
  now(): number;
  /**
   * Runs `action` at `time`, or at once if that time has passed, so that the server's own work is part of a delay and
   * is not added to it. Returns a function that cancels the action.
   */
  at(time: number, action: () => void): () => void;
}

/** Half the resolution of Node's timers, in milliseconds. */
const HALF_GRAIN = 0.5;

/**
 * Creates a timetable with a single timer, which is set for the earliest action.
 *
 * Node's timers have a resolution of 1 ms and count from the start of the event loop's current turn. So they fire up to
 * 1 ms too early while the process is busy, and up to 1 ms too late while it is idle. Therefore the timer is set to the
 * millisecond before the action, and the clock is then read again. An action counts as due half a millisecond early,
 * which centres the error.
 *
 * Each turn of the event loop runs one of the actions that are due. If one turn ran all of them, as Node's own timers
 * do, requests that arrive meanwhile would get their time of arrival only after the last action.
 */
export function createTimetable(clock: Clock): Timetable {
  let waiting: Heap<Entry> = [];
  /** Number of cancelled entries in `waiting`. */
  let calledOff = 0;
  let timer: NodeJS.Timeout | undefined;
  /** When the timer fires; minus infinity while `look` runs in the event loop's next turn anyway. */
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
    // A sorted array is a heap.
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
  /** Undefined after the action has run or was cancelled. */
  action: (() => void) | undefined;
}
