import { clockText } from "../../clockText.ts";

/**
 * GitHub asks for a second between requests that change something, which also keeps them below its 80 in a minute.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
 */
const BETWEEN_MS = 1_000;
const HOUR_MS = 3_600_000;
/**
 * GitHub allows 500 in an hour, of which a fifth is left to others.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const MOST_AN_HOUR = 400;

/** Keeps requests that change something at a distance. All times are in milliseconds. */
export class WritePace {
  #times: number[] = [];

  /** Returns how long the next one has to wait, or why it may not be sent in the next minutes. */
  next(now: number): number | string {
    // A time in the future means that the clock was set back.
    this.#times = this.#times.filter((time) => time <= now && time > now - HOUR_MS);
    const [first = now] = this.#times;
    if (this.#times.length >= MOST_AN_HOUR) {
      return `${MOST_AN_HOUR} changes in an hour are the most that GitHub is asked for: waits until ${clockText(first + HOUR_MS)}`;
    }
    return Math.max(0, (this.#times.at(-1) ?? 0) + BETWEEN_MS - now);
  }

  sent(now: number): void {
    this.#times.push(now);
  }
}
