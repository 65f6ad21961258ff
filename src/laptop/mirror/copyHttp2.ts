import {
  type ClientHttp2Session,
  connect,
  constants,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { Duplex } from "node:stream";
import { SESSION } from "../link/session.ts";
import type { Copies } from "./copies.ts";

const { NGHTTP2_FLAG_END_STREAM } = constants;

/** Returns a function that copies requests. All have one connection, which lives longer than its callers' ones. */
export function http2Copier(open: () => Duplex, copies: Copies) {
  let session: ClientHttp2Session | undefined;
  const connected = (): ClientHttp2Session => {
    if (session !== undefined && !session.closed && !session.destroyed) return session;
    session = connect("http://service", { ...SESSION, createConnection: open });
    // Each of its streams is told.
    session.on("error", () => {});
    return session;
  };

  return (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number): void => {
    const endStream = (flags & NGHTTP2_FLAG_END_STREAM) !== 0;
    const copy = connected().request(headers, { endStream, waitForTrailers: true });
    let isAnswered = false;
    copy.on("response", () => {
      isAnswered = true;
    });
    // Node has no error for a stream that the other end closes, unless it names one.
    copy.on("close", () => {
      if (!isAnswered && copies.isUnderWay(copy)) copies.fail(closed());
    });
    copies.begin(copy);
    let trailers: IncomingHttpHeaders = {};
    stream.on("trailers", (received) => {
      trailers = received;
    });
    copy.on("wantTrailers", () => copy.sendTrailers(trailers));
    copy.resume();
    if (endStream) return;
    stream.on("data", (piece: Buffer) => copies.write(copy, piece));
    stream.on("end", () => copy.end());
    stream.on("close", () => {
      if (!stream.readableEnded) copies.end(copy);
    });
  };
}

/** As Node says it of HTTP/1.1. */
function closed(): Error {
  return Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}
