/**
 * Node's timers count whole milliseconds from the start of the event loop's turn, and may fire a millisecond late. So the
 * timer is set this long before the time, and the rest is spent looking at the clock between the loop's turns, in which
 * answers are read. At 50 requests a second that is a tenth of one core, and never more than one core.
 */
const WATCHED_MS = 2;

/**
 * Runs `action` at a time of `performance.now()`, a few microseconds late if this process has nothing else to do. It
 * never runs in this turn of the event loop: if many times have passed already, answers are read between their actions.
 */
export function departAt(time: number, action: () => void): void {
  const left = time - performance.now();
  if (left > WATCHED_MS) {
    setTimeout(watch, Math.floor(left - WATCHED_MS) + 1, time, action);
  } else {
    setImmediate(watch, time, action);
  }
}

function watch(time: number, action: () => void): void {
  if (performance.now() >= time) action();
  else setImmediate(watch, time, action);
}
