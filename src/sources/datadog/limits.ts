/** How long to wait in all for Datadog's limits of requests. They are of minutes, or an hour. */
export const PATIENCE_S = 300;
/** Without a header that says how long. */
const UNKNOWN_WAIT_S = 10;

/** What Datadog says with a 429: docs.datadoghq.com/api/latest/rate-limits. */
export interface RateLimit {
  /** Seconds until the next request is allowed. */
  waitS: number;
  /** The limit in words: `600 requests in 3600 s (query_scalar)`. */
  text: string;
}

export function readRateLimit(headers: Headers): RateLimit {
  const number = (name: string) => {
    const text = headers.get(`x-ratelimit-${name}`)?.trim() ?? "";
    return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  };
  const period = number("period");
  const limit = number("limit");
  const name = headers.get("x-ratelimit-name");
  // At 0 s the period that has ended still counts for requests that arrive early.
  const waitS = Math.max(1, Math.ceil(number("reset") ?? period ?? UNKNOWN_WAIT_S));
  const size =
    limit === undefined || period === undefined ? "" : `: ${limit} requests in ${period} s`;
  return { waitS, text: `${size}${name === null ? "" : ` (${name})`}` };
}
