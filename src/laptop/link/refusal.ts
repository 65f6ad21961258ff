import type { IncomingHttpHeaders, IncomingHttpStatusHeader } from "node:http2";
import { CODE, MESSAGE } from "./headers.ts";
import { LinkError } from "./link.ts";

/** Returns why the other end has not done what it was asked, or undefined if it has. */
export function refusalIn(
  headers: IncomingHttpHeaders & IncomingHttpStatusHeader,
): LinkError | undefined {
  if (headers[":status"] === 200) return undefined;
  const { [CODE]: code = "EUNKNOWN", [MESSAGE]: message = "" } = headers;
  return new LinkError(String(code), decodeURIComponent(String(message)));
}
