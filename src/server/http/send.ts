import type { IncomingMessage, ServerResponse } from "node:http";

import type { Answer } from "./answer.ts";
import { corsHeaders } from "./cors.ts";

/** How an answer is sent. */
export interface Sending {
  cors: boolean;
  /** Closes the connection after the answer: an open one would delay the drain until its client closes it. */
  last: boolean;
}

export function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  sending: Sending,
): void {
  writeHead(request, response, answer, sending);
  if (answer.text === undefined) response.end(answer.body);
  else response.end(answer.text, "latin1");
}

/** Sends the first half of an answer's body, and then cuts the connection. */
export function sendTruncated(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  sending: Sending,
): void {
  writeHead(request, response, answer, sending);
  const half = answer.body?.subarray(0, answer.body.length / 2) ?? "";
  response.flushHeaders();
  response.write(half, () => request.socket.destroy());
}

export function writeHead(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  { cors, last }: Sending,
): void {
  const headers = cors ? [...corsHeaders(request.headers), ...answer.headers] : [...answer.headers];
  if (last) headers.push("connection", "close");
  response.writeHead(answer.status, headers);
}
