/** A moment by two clocks, in milliseconds. */
export interface Moment {
  /** Runs on evenly, but may stand still while the machine sleeps. */
  monotonic: number;
  /** Counts such sleep, but people and time servers set it. */
  wall: number;
}

export type Clock = () => Moment;

export const systemClock: Clock = () => ({ monotonic: performance.now(), wall: Date.now() });

/** Returns how long ago a moment was: by the clock that says longer, since neither alone sees every pause of a process. */
export function since(then: Moment, now: Moment): number {
  return Math.max(now.monotonic - then.monotonic, now.wall - then.wall);
}
