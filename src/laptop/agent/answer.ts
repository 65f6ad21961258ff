import type { IncomingMessage, ServerResponse } from "node:http";
import { headerPairs } from "../link/headerPairs.ts";

const NOTHING = Buffer.alloc(0);

/** Passes a service's answer on to the caller, with these headers in the place of its own. */
export function passAnswer(
  received: IncomingMessage,
  answer: ServerResponse,
  headers: string[],
): void {
  answer.sendDate = false;
  // Nothing is added to what the service says of its connection and its body.
  answer.removeHeader("connection");
  answer.removeHeader("transfer-encoding");
  answer.writeHead(received.statusCode ?? 502, received.statusMessage, headers);
  // Node's own way (flushHeaders) writes bytes above 127 as UTF-8, which they may be already.
  answer.write(NOTHING);
  received.pipe(answer, { end: false });
  received.on("end", () => {
    answer.addTrailers(headerPairs(received.rawTrailers));
    answer.end();
  });
  received.on("error", () => answer.destroy());
}

/** Returns the headers of an answer with which the caller's connection ends. */
export function withoutConnection(rawHeaders: readonly string[]): string[] {
  const kept = headerPairs(rawHeaders).filter(([name]) => !/^(connection|keep-alive)$/i.test(name));
  return [...kept.flat(), "connection", "close"];
}

/** Returns the headers of an answer for a caller of HTTP/1.0, who knows no chunks: the end of the connection is its end. */
export function withoutChunks(rawHeaders: readonly string[]): string[] {
  const isChunked = headerPairs(rawHeaders).some(([name]) => /^transfer-encoding$/i.test(name));
  if (!isChunked) return [...rawHeaders];
  const kept = headerPairs(withoutConnection(rawHeaders));
  return kept.filter(([name]) => !/^(transfer-encoding|trailer)$/i.test(name)).flat();
}
