import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import { headerPairs } from "../link/headerPairs.ts";
import { join as splice } from "../link/join.ts";
import { areRight, type Credentials } from "./credentials.ts";

type Dial = (host: string, port: number) => Promise<Duplex>;

/** Headers that are for the proxy alone (RFC 9110, section 7.6.1). */
const FOR_THE_PROXY = new Set([
  "proxy-authorization",
  "proxy-connection",
  "connection",
  "keep-alive",
]);

/**
 * Returns a server that is an HTTP proxy: `CONNECT`, and requests with a whole URL. It does not listen by itself;
 * connections are handed to it by the event `connection`.
 */
export function httpProxy(credentials: Credentials, dial: Dial): Server {
  const isAllowed = ({ headers }: IncomingMessage) => {
    const [, given = ""] = /^basic (.*)$/i.exec(headers["proxy-authorization"] ?? "") ?? [];
    return areRight(credentials, Buffer.from(given, "base64").toString());
  };
  const server = createServer((incoming, outgoing) => {
    if (isAllowed(incoming)) forward(incoming, outgoing, dial);
    else outgoing.writeHead(407, { "proxy-authenticate": 'Basic realm="understudy"' }).end();
  });
  // A request's time is the business of those at its two ends.
  server.requestTimeout = 0;
  server.on("connect", async (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    if (!isAllowed(incoming))
      return refuse(socket, 407, 'proxy-authenticate: Basic realm="understudy"\r\n');
    const [, host = "", port = "443"] = /^(.*?)(?::(\d+))?$/.exec(incoming.url ?? "") ?? [];
    try {
      const dialled = await dial(host.replace(/^\[|\]$/g, ""), Number(port));
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.unshift(head);
      splice(socket, dialled);
    } catch (error) {
      refuse(socket, 502, "", reasonOf(error));
    }
  });
  server.on("upgrade", async (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const url = URL.parse(incoming.url ?? "");
    if (url === null) return refuse(socket, 400, "", "expected a whole URL");
    if (!isAllowed(incoming))
      return refuse(socket, 407, 'proxy-authenticate: Basic realm="understudy"\r\n');
    try {
      const dialled = await dial(hostOf(url), portOf(url));
      const keep = (name: string) => !name.startsWith("proxy-");
      const lines = headerPairs(incoming.rawHeaders).filter(([name]) => keep(name.toLowerCase()));
      const headers = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
      dialled.write(`${incoming.method} ${url.pathname}${url.search} HTTP/1.1\r\n${headers}\r\n`);
      socket.unshift(head);
      splice(socket, dialled);
    } catch (error) {
      refuse(socket, 502, "", reasonOf(error));
    }
  });
  return server;
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, dial: Dial): void {
  const url = URL.parse(incoming.url ?? "");
  if (url === null || url.protocol !== "http:") {
    outgoing.writeHead(400, { "content-type": "text/plain" }).end("expected a whole http URL\n");
    return;
  }
  const asked = request({
    method: incoming.method,
    path: url.pathname + url.search,
    // A connection for each request: the next one may be for another host.
    headers: [...withoutProxy(incoming.rawHeaders).flat(), "connection", "close"],
    setHost: false,
    createConnection: (_options, done) => {
      dial(hostOf(url), portOf(url)).then(
        (dialled) => done(null, dialled),
        (error) => done(error, undefined as never),
      );
      return undefined;
    },
  });
  asked.on("response", (answer) => {
    outgoing.writeHead(
      answer.statusCode ?? 502,
      answer.statusMessage,
      withoutProxy(answer.rawHeaders).flat(),
    );
    answer.pipe(outgoing, { end: false });
    answer.on("end", () => {
      outgoing.addTrailers(headerPairs(answer.rawTrailers));
      outgoing.end();
    });
    answer.on("error", () => outgoing.destroy());
  });
  asked.on("error", (error) => {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502, { "content-type": "text/plain" }).end(`${reasonOf(error)}\n`);
  });
  outgoing.on("close", () => asked.destroy());
  incoming.pipe(asked);
}

function refuse(socket: Duplex, status: number, headers = "", text = ""): void {
  const length = Buffer.byteLength(text);
  const head = `HTTP/1.1 ${status} \r\n${headers}connection: close\r\ncontent-type: text/plain\r\n`;
  socket.end(`${head}content-length: ${length}\r\n\r\n${text}`);
}

function withoutProxy(rawHeaders: readonly string[]): [string, string][] {
  return headerPairs(rawHeaders).filter(([name]) => !FOR_THE_PROXY.has(name.toLowerCase()));
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function portOf({ port }: URL): number {
  return port === "" ? 80 : Number(port);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
