import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { hasBody } from "../../hasBody.ts";
import { headerPairs } from "../link/headerPairs.ts";
import { join } from "../link/join.ts";
import type { Forwarding, Way } from "./forwarding.ts";
import { failureText, LOOP, originText, problemBody } from "./problem.ts";
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
    const connection = own.get(way.to) ?? new OneConnection(way.open);
    own.set(way.to, connection);
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
  server.on("upgrade", (asked, socket, head) => passBytes(asked, socket, head, forwarding));
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
  const { method, url, rawHeaders } = asked;
  const headers = way.to === "origin" ? [...rawHeaders, ...forwarding.mark] : rawHeaders;
  const sent = request({
    ...{ agent: connection, method, path: url, headers },
    ...{ setDefaultHeaders: false, maxHeaderSize: MAX_HEADER_SIZE },
  });
  sent.on("continue", () => answer.writeContinue());
  sent.on("response", (received) => {
    answer.sendDate = false;
    // Nothing is added to what the service says of its connection and its body.
    answer.removeHeader("connection");
    answer.removeHeader("transfer-encoding");
    answer.writeHead(received.statusCode ?? 502, received.statusMessage, received.rawHeaders);
    answer.flushHeaders();
    received.pipe(answer, { end: false });
    received.on("end", () => {
      answer.addTrailers(headerPairs(received.rawTrailers));
      answer.end();
    });
    received.on("error", () => answer.destroy());
  });
  sent.on("error", (error: NodeJS.ErrnoException) => {
    if (answer.headersSent || answer.destroyed) {
      answer.destroy();
    } else if (sent.reusedSocket && !isAgain && !hasBody(asked)) {
      // The service has closed the connection just when the request came.
      exchange(asked, answer, way, connection, forwarding, true);
    } else {
      const text = way.to === "laptop" ? failureText(forwarding.holder, error) : originText(error);
      answerProblem(answer, text);
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

/** After a request to change the protocol, everything is passed on as it is, the answer too. */
function passBytes(
  asked: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { wayOf, mark, holder }: Forwarding,
): void {
  const way = wayOf(asked.headers, asked.method, asked.url);
  if (way.to === "nobody") {
    socket.end(rawProblem(LOOP));
    return;
  }
  const { method, url, httpVersion, rawHeaders } = asked;
  const headers = way.to === "origin" ? [...rawHeaders, ...mark] : rawHeaders;
  const lines = headerPairs(headers).map(([name, value]) => `${name}: ${value}`);
  const upstream = way.open();
  let isAnswered = false;
  upstream.once("data", () => {
    isAnswered = true;
  });
  upstream.on("error", (error: NodeJS.ErrnoException) => {
    if (!isAnswered) socket.end(rawProblem(failureText(holder, error)));
  });
  upstream.write([`${method} ${url} HTTP/${httpVersion}`, ...lines, "", ""].join("\r\n"), "latin1");
  upstream.write(head);
  join(socket, upstream);
}

function answerProblem(answer: ServerResponse, detail: string): void {
  const { type, body } = problemBody(detail);
  // What is left of the request's body is not read.
  answer.writeHead(502, { "content-type": type, connection: "close" });
  answer.end(body);
}

function rawProblem(detail: string): string {
  const { type, body } = problemBody(detail);
  const headers = [`content-type: ${type}`, `content-length: ${Buffer.byteLength(body)}`];
  return ["HTTP/1.1 502 Bad Gateway", ...headers, "connection: close", "", body].join("\r\n");
}
