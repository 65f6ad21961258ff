/** These say that the whole registry is in trouble; others may be about one image. */
const DOWN = [429, 502, 503, 504];

/** A registry, or where it sends for tokens, gave no clear answer. */
export class Unclear extends Error {
  readonly isDown: boolean;
  /** In milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(message: string, isDown = false, retryAfter?: number) {
    super(message);
    this.isDown = isDown;
    this.retryAfter = retryAfter;
  }
}

/** Returns what a status means that is neither an image, nor its absence, nor a refusal. */
export function unclearStatus(host: string, { status, headers }: Response, forWhat = ""): Unclear {
  const message = `${host} answered with status ${status}${forWhat}`;
  return new Unclear(message, DOWN.includes(status), readRetryAfter(headers));
}

/** A server that asks for more has a wrong clock, or is as good as gone. */
const LONGEST_MS = 24 * 3_600_000;

/** Returns how long a server wants to be left alone, in milliseconds, or undefined if it does not say. RFC 9110, 10.2.3 */
function readRetryAfter(headers: Headers): number | undefined {
  const text = headers.get("retry-after") ?? "";
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_MS);
  // A time is one of the server's clock, which its answer has too.
  const pause = Date.parse(text) - Date.parse(headers.get("date") ?? "");
  return pause > 0 ? Math.min(pause, LONGEST_MS) : undefined;
}
