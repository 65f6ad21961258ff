import type { IncomingHttpHeaders } from "node:http";

import { parseDuration } from "../latency/duration.ts";
import { received } from "../problem.ts";

/** The header by which a request asks for a delay of its own. */
const DELAY_HEADER = "x-understudy-delay";

/** The longest delay that a request may ask for: 10 minutes. */
const LONGEST = 600_000;

/** Returns the delay in milliseconds that a request asks for, or its mistake, or undefined if it asks for no delay. */
export function requestedDelay(
  headers: IncomingHttpHeaders,
): number | { mistake: string } | undefined {
  const written = headers[DELAY_HEADER];
  if (written === undefined) return undefined;
  const delay = parseDuration(String(written).trim());
  if (delay !== undefined && delay <= LONGEST) return delay;
  return {
    mistake: `${DELAY_HEADER}: expected a duration from "0ms" to "10m", such as "250ms", received ${received(written)}.`,
  };
}
