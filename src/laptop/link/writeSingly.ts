import type { Writable } from "node:stream";

/**
 * Makes a stream of HTTP/2 write each chunk by itself, and returns it. Texts and bytes that wait together are written by
 * Node 24 with the first bytes corrupted, and its HTTP/1.1 client writes a head (a text) together with its body.
 */
export function writeSingly<T extends Writable>(stream: T): T {
  return Object.assign(stream, { _writev: null });
}
