import type { IncomingHttpHeaders } from "node:http";

/** Returns whether a request has a body of at least one byte. */
export function hasBody({ headers }: { headers: IncomingHttpHeaders }): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}
