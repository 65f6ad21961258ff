import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { headerPairs } from "../link/headerPairs.ts";
import type { Copies } from "./copies.ts";

// An import would load Node's fetch too.
const { request } = process.getBuiltinModule("node:http");

/** As the agent's own limit: an answer that is thrown away is not cut for its headers. */
const MAX_HEADER_SIZE = 1024 * 1024;

/** Each copy has a connection of its own: one that is stuck stops no other. */
export function copyHttp1(asked: IncomingMessage, open: () => Duplex, copies: Copies): void {
  const { method, url, rawHeaders } = asked;
  const copy = request({
    ...{ createConnection: open, method, path: url, headers: rawHeaders },
    ...{ setDefaultHeaders: false, maxHeaderSize: MAX_HEADER_SIZE },
  });
  copies.begin(copy);
  copy.on("response", (received) => {
    received.resume();
    received.on("end", () => copies.end(copy));
  });
  asked.on("data", (piece) => copies.write(copy, piece));
  asked.on("end", () => {
    if (asked.rawTrailers.length > 0) copy.addTrailers(headerPairs(asked.rawTrailers));
    copy.end();
  });
  asked.on("close", () => {
    if (!asked.readableEnded) copies.end(copy);
  });
}
