import {
  type ClientHttp2Session,
  connect,
  constants,
  createServer,
  type Http2Server,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { Duplex } from "node:stream";
import { SESSION } from "../link/session.ts";
import { connectionName, type Forwarding, type Way } from "./forwarding.ts";
import { failureText, LOOP, originText, problemBody } from "./problem.ts";

const { NGHTTP2_CANCEL, NGHTTP2_FLAG_END_STREAM } = constants;

/** Returns a server, which listens nowhere itself, that sends each HTTP/2 request (gRPC's too) on as it came. */
export function http2Server(forwarding: Forwarding): Http2Server {
  const server = createServer(SESSION);
  const sessions = new WeakMap<Http2Session, Map<string, ClientHttp2Session>>();
  server.on("session", (session) => {
    const own = new Map<string, ClientHttp2Session>();
    sessions.set(session, own);
    session.on("error", () => {});
    session.on("close", () => {
      for (const one of own.values()) one.destroy();
    });
  });
  const sessionOf = (session: Http2Session, way: Way & { open(): Duplex }) => {
    const own = sessions.get(session);
    const name = connectionName(way);
    const before = own?.get(name);
    if (before !== undefined && !before.closed && !before.destroyed) return before;
    const below = way.open();
    const made = connect("http://service", { ...SESSION, createConnection: () => below });
    // A session does not see what becomes of a stream of the link below it.
    const lose = () => made.destroy(new Error("the connection was closed"));
    below.once("end", lose).once("close", lose);
    // Each of its streams listens.
    made.setMaxListeners(0);
    made.on("error", () => {});
    own?.set(name, made);
    return made;
  };
  server.on("stream", (stream, headers, flags) => {
    stream.on("error", () => {});
    const way = forwarding.wayOf(headers, headers[":method"], headers[":path"]);
    if (way.to === "nobody" || stream.session === undefined) {
      answerProblem(stream, headers, LOOP);
      return;
    }
    exchange(stream, headers, flags, sessionOf(stream.session, way), way.to, forwarding);
    way.copier?.http2(stream, headers, flags);
  });
  return server;
}

function exchange(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  flags: number,
  session: ClientHttp2Session,
  to: "laptop" | "origin",
  { holder, mark: [name, value] }: Forwarding,
): void {
  const sent = session.request(
    to === "origin" && name !== undefined ? { ...headers, [name]: value } : headers,
    {
      endStream: isEnd(flags),
      waitForTrailers: true,
    },
  );
  let isAnswered = false;
  const fail = (error: Error) => {
    if (stream.destroyed || stream.closed || isAnswered) return;
    const isReset = sent.rstCode !== 0 && !session.destroyed;
    if (stream.headersSent || isReset) {
      stream.close(sent.rstCode || NGHTTP2_CANCEL);
      return;
    }
    isAnswered = true;
    answerProblem(
      stream,
      headers,
      to === "laptop" ? failureText(holder, error) : originText(error),
    );
  };
  session.once("error", fail);
  sent.on("error", fail);
  sent.once("close", () => {
    session.off("error", fail);
    fail(new Error("the connection was closed"));
  });
  let trailers: IncomingHttpHeaders | undefined;
  let sentTrailers: IncomingHttpHeaders | undefined;
  sent.on("headers", (informational) => stream.additionalHeaders(informational));
  sent.on("response", (answer, answerFlags) => {
    if (stream.destroyed) return;
    isAnswered = isEnd(answerFlags);
    stream.respond(answer, { endStream: isAnswered, waitForTrailers: true });
    if (isAnswered) return;
    sent.pipe(stream, { end: false });
    // One that was reset ends, too.
    sent.once("end", () => {
      if (sent.rstCode !== 0) return;
      isAnswered = true;
      stream.end();
    });
  });
  sent.on("trailers", (received) => {
    trailers = received;
  });
  // One that is reset wants them, too, and would end as if it were whole.
  stream.on("wantTrailers", () => isAnswered && stream.sendTrailers(trailers ?? {}));
  stream.on("trailers", (received) => {
    sentTrailers = received;
  });
  sent.on("wantTrailers", () => sent.sendTrailers(sentTrailers ?? {}));
  stream.on("aborted", () => sent.close(stream.rstCode || NGHTTP2_CANCEL));
  if (!isEnd(flags)) stream.pipe(sent);
}

function answerProblem(
  stream: ServerHttp2Stream,
  asked: IncomingHttpHeaders,
  detail: string,
): void {
  if (String(asked["content-type"] ?? "").startsWith("application/grpc")) {
    // UNAVAILABLE, of which clients know that it may pass.
    const status = { "grpc-status": "14", "grpc-message": encodeURIComponent(detail) };
    const head = { ":status": 200, "content-type": "application/grpc", ...status };
    stream.respond(head, { endStream: true });
    return;
  }
  const { type, body } = problemBody(detail);
  stream.respond({ ":status": 502, "content-type": type });
  stream.end(body);
}

function isEnd(flags: number): boolean {
  return (flags & NGHTTP2_FLAG_END_STREAM) !== 0;
}
