import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from "node:http2";

/** One connection to a server on loopback that speaks HTTP/2 without TLS. */
export function connectByHttp2(port: number): ClientHttp2Session {
  return connect(`http://127.0.0.1:${port}`);
}

/** Sends a request without a body and gives the headers of the answer, with its `:status`. */
export function sendByHttp2(session: ClientHttp2Session, headers: OutgoingHttpHeaders) {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
  const stream = session.request(headers, { endStream: true });
  stream.once("response", (answer) => {
    stream.resume();
    resolve({ ...answer });
  });
  stream.once("error", reject);
  return promise;
}
