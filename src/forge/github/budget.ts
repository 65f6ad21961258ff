import { clockText } from "../../clockText.ts";
import { Pauses } from "../../pauses.ts";
import type { Answer } from "./exchange.ts";

/** The part of the budget that is left to others with the same token. */
const RESERVE = 0.2;
const MINUTE_MS = 60_000;
/** Both limits are over within an hour. */
const LONGEST_MS = 60 * MINUTE_MS;
const SECONDARY = "secondary";

/**
 * What a token may still ask. GitHub tells it with each answer, and closes those out that go on at a limit.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export class Budget {
  readonly #unnamed = new Pauses(MINUTE_MS, LONGEST_MS);
  /** What the last answer said: requests that are allowed in an hour, and those left in this one. */
  left: { limit: number; remaining: number } | undefined;
  #until = 0;
  #why = "";

  /** Returns why nothing may be asked now and until when, or undefined if something may be. */
  blocked(now: number): string | undefined {
    // A longer wait than the longest means that the clock was set back.
    if (this.#until <= now || this.#until - now > LONGEST_MS) return undefined;
    return `${this.#why}: waits until ${clockText(this.#until)}`;
  }

  /** Learns from an answer. Returns whether the answer is a refusal because of a limit. */
  learn({ status, headers, text }: Answer, now: number): boolean {
    const refused = status === 403 || status === 429;
    const limit = numberIn(headers, "x-ratelimit-limit");
    const remaining = numberIn(headers, "x-ratelimit-remaining");
    const reset = numberIn(headers, "x-ratelimit-reset");
    const retryAfter = numberIn(headers, "retry-after");

    if (limit !== undefined && remaining !== undefined) this.left = { limit, remaining };
    if (refused && retryAfter !== undefined) {
      this.#wait(now, retryAfter * 1000, "GitHub asks for a pause");
      return true;
    }
    // GraphQL has a budget of its own, of which hardly anything is used here.
    const isOwn = headers.get("x-ratelimit-resource") !== "graphql";
    if (isOwn && reset !== undefined && remaining !== undefined) {
      const left = Math.floor((limit ?? 0) * RESERVE);
      // The reset is a time of GitHub's clock, so it is measured from the answer's date.
      const pause = reset * 1000 - (Date.parse(headers.get("date") ?? "") || now);
      if (remaining <= left && pause > 0) {
        this.#wait(now, pause, `${remaining} of ${limit} requests of this hour are left to others`);
      }
      if (refused && remaining === 0) return true;
    }
    if (status === 429 || (refused && /secondary rate limit|abuse detection/i.test(text))) {
      const why = "GitHub's secondary limit is reached";
      this.#unnamed.failed(SECONDARY, now, why);
      this.#wait(now, (this.#unnamed.until(SECONDARY, now) ?? now) - now, why);
      return true;
    }
    if (status < 400) this.#unnamed.succeeded(SECONDARY);
    return false;
  }

  #wait(now: number, pause: number, why: string): void {
    this.#until = now + Math.min(pause, LONGEST_MS);
    this.#why = why;
  }
}

function numberIn(headers: Headers, name: string): number | undefined {
  const text = headers.get(name) ?? "";
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
