import type { IncomingMessage, ServerResponse } from "node:http";

import type { Answer } from "./answer.ts";
import { corsHeaders } from "./cors.ts";

/** What an answer is sent with. */
export interface Sending {
  cors: boolean;
  /** Ends the connection with the answer: a kept one would hold up the drain until its client lets go. */
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

/** Sends an answer whose body breaks off in its middle, and with it the connection. */
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

function writeHead(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  { cors, last }: Sending,
): void {
  const headers = cors ? [...corsHeaders(request.headers), ...answer.headers] : [...answer.headers];
  if (last) headers.push("connection", "close");
  response.writeHead(answer.status, headers);
}
