import type { Answer } from "./answer.ts";
import { ANYTHING, corsHeaders } from "./cors.ts";
import type { Incoming, Outgoing } from "./exchanged.ts";

/** How an answer is sent. */
export interface Sending {
  cors: boolean;
  /** Closes the connection after the answer: an open one would delay the drain until its client closes it. */
  last: boolean;
}

export function send(
  request: Incoming,
  response: Outgoing,
  answer: Answer,
  sending: Sending,
): void {
  writeHead(request, response, answer, sending);
  if (answer.text === undefined) response.end(answer.body);
  else response.end(answer.text, "latin1");
}

/** Sends the first half of an answer's body, and then cuts the connection. */
export function sendTruncated(
  request: Incoming,
  response: Outgoing,
  answer: Answer,
  sending: Sending,
): void {
  writeHead(request, response, answer, sending);
  const half = answer.body?.subarray(0, answer.body.length / 2) ?? "";
  response.flushHeaders();
  response.write(half, () => request.socket.destroy());
}

export function writeHead(
  request: Incoming,
  response: Outgoing,
  answer: Answer,
  sending: Sending,
): void {
  response.writeHead(answer.status, headersOf(request, answer, sending));
}

function headersOf(request: Incoming, answer: Answer, { cors, last }: Sending): string[] {
  const before = cors ? corsHeaders(request.headers) : [];
  if (last) return [...before, ...answer.headers, "connection", "close"];
  if (!cors) return answer.headers;
  if (before !== ANYTHING) return [...before, ...answer.headers];
  // Nearly all requests name no origin.
  answer.open ??= [...before, ...answer.headers];
  return answer.open;
}
