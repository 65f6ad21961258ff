import type { ServerOptions } from "node:http";
import type { Duplex } from "node:stream";

/** Limits for requests: times in milliseconds, sizes in bytes. */
export const LIMITS = {
  /** From the first byte of a request to the end of its headers. Later it is answered with 408. */
  headersTimeout: 15_000,
  /** From the first byte of a request to the end of its body. Later it is answered with 408. */
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  /** Request line and headers together. Longer ones are answered with 431. Envoy sends at most 60 KiB of headers. */
  maxHeaderSize: 65_536,
  /**
   * Longer than any proxy in front of the server keeps an idle connection (Envoy: an hour), so that the proxy closes
   * it. If the server closed it, a request that is sent at the same moment would fail.
   */
  keepAliveTimeout: 61 * 60_000,
} satisfies ServerOptions;

const STATUS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Content Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** Answers data that is not an HTTP request, or an incomplete request after its time, and closes the connection. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status = STATUS[error.code ?? ""] ?? "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
