import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { hasBody } from "../../hasBody.ts";
import { headerPairs } from "../link/headerPairs.ts";
import { passAnswer, withoutChunks } from "./answer.ts";
import { connectionName, type Forwarding, type Way } from "./forwarding.ts";
import { failureText, LOOP, originText, problemBody, rawProblem } from "./problem.ts";
import { passUpgrade } from "./upgrade.ts";
import { OneConnection } from "./upstream.ts";

// The import of its values would load Node's fetch too: 3 MB of the agent's memory.
const { createServer, request } = process.getBuiltinModule("node:http");

/** Services may accept larger headers than Node's 16 KB. */
const MAX_HEADER_SIZE = 1024 * 1024;

/** Returns a server, which listens nowhere itself, that sends each HTTP/1.1 request on as it came. */
export function http1Server(forwarding: Forwarding): Server {
  // The service behind decides how long anything may take.
  const options = { maxHeaderSize: MAX_HEADER_SIZE, keepAliveTimeout: 0, requestTimeout: 0 };
  const server = createServer({ ...options, headersTimeout: 0 });
  // Else an end of the request's direction would end the answer's too.
  Object.assign(server, { httpAllowHalfOpen: true });
  const connections = new WeakMap<Duplex, Map<string, OneConnection>>();
  const connectionOf = (socket: Duplex, way: Way & { open(): Duplex }): OneConnection => {
    const own = connections.get(socket) ?? new Map<string, OneConnection>();
    if (!connections.has(socket)) {
      connections.set(socket, own);
      socket.once("close", () => {
        for (const one of own.values()) one.destroy();
      });
    }
    const name = connectionName(way);
    const connection = own.get(name) ?? new OneConnection(way.open);
    own.set(name, connection);
    return connection;
  };
  const serve = (asked: IncomingMessage, answer: ServerResponse) => {
    const way = forwarding.wayOf(asked.headers, asked.method, asked.url);
    if (way.to === "nobody") {
      answerProblem(answer, LOOP);
      return;
    }
    exchange(asked, answer, way, connectionOf(asked.socket, way), forwarding);
    way.copier?.http1(asked);
  };
  server.on("request", serve);
  server.on("checkContinue", serve);
  server.on("checkExpectation", serve);
  server.on("upgrade", (asked, socket, head) => {
    const way = forwarding.wayOf(asked.headers, asked.method, asked.url);
    if (way.to === "nobody") {
      socket.end(rawProblem(LOOP));
      return;
    }
    const failure = (error: Error) => failureOf(error, way, forwarding);
    const headers = headersFor(asked, way, forwarding);
    passUpgrade({ asked, socket, head }, headers, way.open(), MAX_HEADER_SIZE, failure);
  });
  return server;
}

function exchange(
  asked: IncomingMessage,
  answer: ServerResponse,
  way: Way & { open(): Duplex },
  connection: OneConnection,
  forwarding: Forwarding,
  isAgain = false,
): void {
  const { method, url, httpVersion } = asked;
  const headers = headersFor(asked, way, forwarding);
  const sent = request({
    ...{ agent: connection, method, path: url, headers },
    ...{ setDefaultHeaders: false, maxHeaderSize: MAX_HEADER_SIZE },
  });
  sent.on("continue", () => answer.writeContinue());
  sent.on("response", (received) => {
    const { rawHeaders } = received;
    passAnswer(received, answer, httpVersion === "1.0" ? withoutChunks(rawHeaders) : rawHeaders);
  });
  sent.on("error", (error: NodeJS.ErrnoException) => {
    if (answer.headersSent || answer.destroyed) {
      answer.destroy();
    } else if (sent.reusedSocket && !isAgain && !hasBody(asked)) {
      // The service has closed the connection just when the request came.
      exchange(asked, answer, way, connection, forwarding, true);
    } else {
      answerProblem(answer, failureOf(error, way, forwarding));
    }
  });
  answer.once("close", () => {
    if (!answer.writableFinished) sent.destroy();
  });
  if (isAgain) {
    sent.end();
    return;
  }
  asked.pipe(sent, { end: false });
  asked.on("end", () => {
    if (asked.rawTrailers.length > 0) sent.addTrailers(headerPairs(asked.rawTrailers));
    sent.end();
  });
}

function headersFor(
  { rawHeaders }: IncomingMessage,
  { to }: Way,
  { mark }: Forwarding,
): readonly string[] {
  return to === "origin" ? [...rawHeaders, ...mark] : rawHeaders;
}

function failureOf(error: Error, { to }: Way, { holder }: Forwarding): string {
  return to === "laptop" ? failureText(holder, error) : originText(error);
}

function answerProblem(answer: ServerResponse, detail: string): void {
  const { type, body } = problemBody(detail);
  // What is left of the request's body is not read.
  answer.writeHead(502, { "content-type": type, connection: "close" });
  answer.end(body);
}
