import { clockText } from "./outcome.ts";

interface Pause {
  until: number;
  times: number;
  reason: string;
}

/** Pauses after failures, one for each name; each is twice as long as the one before. All times are in milliseconds. */
export class Pauses {
  readonly #pauses = new Map<string, Pause>();
  readonly #first: number;
  readonly #longest: number;

  constructor(first: number, longest: number) {
    this.#first = first;
    this.#longest = longest;
  }

  /** Returns until when a name pauses, or undefined if it does not. */
  until(name: string, now: number): number | undefined {
    const until = this.#pauses.get(name)?.until ?? now;
    // A pause longer than the longest one means that the clock was set back.
    return until > now && until - now <= this.#longest ? until : undefined;
  }

  /** Returns how often a name has failed in a row. */
  times(name: string): number {
    return this.#pauses.get(name)?.times ?? 0;
  }

  /** Returns why a name pauses and until when, or undefined if it does not. */
  waits(name: string, now: number): string | undefined {
    const until = this.until(name, now);
    if (until === undefined) return undefined;
    return `${this.#pauses.get(name)?.reason}: waits until ${clockText(until)}`;
  }

  failed(name: string, now: number, reason: string): void {
    const times = this.times(name);
    const pause = Math.min(this.#first * 2 ** times, this.#longest);
    this.#pauses.set(name, { until: now + pause, times: times + 1, reason });
  }

  succeeded(name: string): void {
    this.#pauses.delete(name);
  }
}
