import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import { changed, type HeaderChanges, type ProxiedRequest } from "./action.ts";

/** A request to forward to a service on this machine. */
export interface Onward {
  /** The Service's host, for messages. */
  host: string;
  url: URL;
  target: string;
  request: HeaderChanges;
  response: HeaderChanges;
}

/** Headers of a single connection, which are not forwarded (RFC 9110, 7.6.1). */
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

/** Forwards a request and streams the response back. Answers 503 if the service does not answer. */
export function forward(
  incoming: IncomingMessage,
  routed: ProxiedRequest,
  outgoing: ServerResponse,
  onward: Onward,
  agent: Agent,
): void {
  const sent = send(incoming, onward, agent, without(routed.headers, HOP_BY_HOP));
  sent.on("response", (answer) => {
    outgoing.writeHead(
      answer.statusCode ?? 502,
      answer.statusMessage,
      headerList(answer, onward.response, HOP_BY_HOP),
    );
    answer.pipe(outgoing);
    answer.on("error", () => outgoing.destroy());
  });
  sent.on("error", (error) => {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(503, { "content-type": "text/plain" }).end(silence(onward, error));
  });
  outgoing.on("close", () => sent.destroy());
  incoming.pipe(sent);
}

/** Forwards a request that changes the protocol of its connection, for example to WebSocket. */
export function forwardUpgrade(
  incoming: IncomingMessage,
  routed: ProxiedRequest,
  socket: Duplex,
  onward: Onward,
): void {
  const sent = send(incoming, onward, undefined, routed.headers);
  sent.on("upgrade", (answer, other, head) => {
    socket.write(responseHead(answer, onward.response));
    socket.write(head);
    socket.pipe(other).pipe(socket);
    socket.on("error", () => other.destroy());
    other.on("error", () => socket.destroy());
  });
  sent.on("response", (answer) => {
    socket.write(responseHead(answer, onward.response));
    answer.pipe(socket);
  });
  sent.on("error", (error) => {
    socket.end(`HTTP/1.1 503 Service Unavailable\r\n\r\n${silence(onward, error)}`);
  });
  sent.end();
}

function send(
  incoming: IncomingMessage,
  { url, target, request: changes }: Onward,
  agent: Agent | undefined,
  headers: Record<string, string>,
): ClientRequest {
  return request({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 80 : url.port,
    method: incoming.method,
    path: target,
    headers: changed(headers, changes),
    ...(agent === undefined ? {} : { agent }),
  });
}

/** Returns names and values alternately, with repeated headers as they came. */
function headerList(answer: IncomingMessage, changes: HeaderChanges, dropped: string[]): string[] {
  const gone = new Set([...dropped, ...Object.keys(changes.set), ...changes.remove]);
  const kept: string[] = [];
  for (let i = 0; i < answer.rawHeaders.length; i += 2) {
    const name = answer.rawHeaders[i] ?? "";
    if (!gone.has(name.toLowerCase())) kept.push(name, answer.rawHeaders[i + 1] ?? "");
  }
  const put = [...Object.entries(changes.set), ...Object.entries(changes.add)];
  return [...kept, ...put.filter(([name]) => !changes.remove.includes(name)).flat()];
}

function responseHead(answer: IncomingMessage, changes: HeaderChanges): string {
  const list = headerList(answer, changes, []);
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let i = 0; i < list.length; i += 2) lines.push(`${list[i]}: ${list[i + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function without(headers: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function silence({ host, url }: Onward, error: Error): string {
  const reason = "code" in error ? String(error.code) : error.message;
  return `${host}: nothing answers at ${url.origin} (${reason})\n`;
}
