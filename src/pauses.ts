import { clockText } from "./clockText.ts";

interface Pause {
  since: number;
  until: number;
  times: number;
  reason: string;
}

/**
 * Pauses after failures, one for each name; each is twice as long as the one before, up to the longest. All times are in
 * milliseconds.
 */
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
    const { since, until } = this.#pauses.get(name) ?? { since: now, until: now };
    // A pause that begins later means that the clock was set back.
    return since <= now && now < until ? until : undefined;
  }

  /** Returns why a name pauses, or undefined if it does not. */
  reason(name: string, now: number): string | undefined {
    return this.until(name, now) === undefined ? undefined : this.#pauses.get(name)?.reason;
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

  /** @param least what was asked for: the pause is never shorter, even if that is longer than the longest */
  failed(name: string, now: number, reason: string, least = 0): void {
    this.#forget(now);
    const times = this.times(name);
    const pause = Math.max(Math.min(this.#first * 2 ** times, this.#longest), least);
    this.#pauses.set(name, { since: now, until: now + pause, times: times + 1, reason });
  }

  succeeded(name: string): void {
    this.#pauses.delete(name);
  }

  /** Forgets names that nobody has asked for since their pause: some are gone for good. */
  #forget(now: number): void {
    for (const [name, { until }] of this.#pauses) {
      if (now - until > this.#longest) this.#pauses.delete(name);
    }
  }
}
