import type { IncomingMessage } from "node:http";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { Duplex } from "node:stream";
import type { Copies } from "./copies.ts";
import { copyHttp1 } from "./copyHttp1.ts";
import { http2Copier } from "./copyHttp2.ts";

/**
 * Sends copies of requests to the laptop, and throws its answers away. Called after the request is on its way to the
 * origin; never throws.
 */
export interface Copier {
  http1(asked: IncomingMessage): void;
  http2(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number): void;
}

/** @param open opens a connection to the laptop; may throw */
export function copierTo(open: () => Duplex, copies: Copies): Copier {
  const copyHttp2 = http2Copier(open, copies);
  const safely = (copy: () => void) => {
    try {
      copy();
    } catch (error) {
      copies.fail(error);
    }
  };
  return {
    http1: (asked) => safely(() => copyHttp1(asked, open, copies)),
    http2: (stream, headers, flags) => safely(() => copyHttp2(stream, headers, flags)),
  };
}
