import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { headerPairs } from "../link/headerPairs.ts";
import { oneWay } from "../link/join.ts";
import { passAnswer, withoutConnection } from "./answer.ts";
import { rawProblem } from "./problem.ts";

// An import would load Node's fetch too.
const { request, ServerResponse } = process.getBuiltinModule("node:http");

/**
 * Sends a request to change the protocol on. If the service does so, bytes go both ways as they are. If it does not, the
 * connection ends with the answer: nobody reads whose the next request on it would be.
 *
 * @param headers as a flat list
 * @param upstream a new connection to the service
 * @param failure returns the detail of the problem that the caller gets
 */
export function passUpgrade(
  { asked, socket, head }: { asked: IncomingMessage; socket: Duplex; head: Buffer },
  headers: readonly string[],
  upstream: Duplex,
  maxHeaderSize: number,
  failure: (error: NodeJS.ErrnoException) => string,
): void {
  const { method, url } = asked;
  const sent = request({
    ...{ method, path: url, headers, setDefaultHeaders: false, maxHeaderSize },
    createConnection: () => upstream,
  });
  const answer = new ServerResponse(asked);
  let isAnswered = false;
  sent.on("continue", () => socket.write("HTTP/1.1 100 Continue\r\n\r\n"));
  sent.on("upgrade", (received, _upstream, first) => {
    isAnswered = true;
    const lines = headerPairs(received.rawHeaders).map(([name, value]) => `${name}: ${value}`);
    const status = `HTTP/1.1 ${received.statusCode} ${received.statusMessage}`;
    socket.write([status, ...lines, "", ""].join("\r\n"), "latin1");
    socket.write(first);
    oneWay(upstream, socket);
  });
  sent.on("response", (received) => {
    isAnswered = true;
    answer.assignSocket(socket as Socket);
    passAnswer(received, answer, withoutConnection(received.rawHeaders));
    answer.once("finish", () => socket.end());
  });
  sent.on("error", (error) => {
    if (isAnswered) socket.destroy();
    else socket.end(rawProblem(failure(error)));
  });
  socket.once("close", () => sent.destroy());
  sent.write(Buffer.alloc(0));
  // A body, if it has one, is not read.
  setImmediate(() => {
    upstream.write(head);
    oneWay(socket, upstream);
  });
}
