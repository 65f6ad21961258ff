import type { ServerOptions } from "node:http";
import type { Duplex } from "node:stream";

/** What a client may take of the server: time in milliseconds, sizes in bytes. */
export const LIMITS: ServerOptions = {
  /** From a request's first byte to the end of its headers; then 408. */
  headersTimeout: 15_000,
  /** From a request's first byte to the end of its body; then 408. */
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  /** Request line and headers; then 431. Envoy sends at most 60 KiB of headers, of which a document's are a part. */
  maxHeaderSize: 65_536,
  /**
   * Longer than any proxy before the server keeps an idle connection (Envoy: an hour), so that the proxy is the one who
   * closes it. The other way round, a request may meet a connection that is just being closed, and fails.
   */
  keepAliveTimeout: 61 * 60_000,
};

const STATUS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Content Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** Answers what is no HTTP request, or none in time, and ends its connection. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status = STATUS[error.code ?? ""] ?? "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
