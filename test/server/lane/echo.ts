import { setImmediate as turn } from "node:timers/promises";

import { createAnswer } from "../../../src/server/http/answer.ts";
import { readBody } from "../../../src/server/http/body.ts";
import type { Incoming, Outgoing } from "../../../src/server/http/exchanged.ts";
import { send, sendTruncated } from "../../../src/server/http/send.ts";

/** The paths of `echo`; all others are answered at once. */
export const PATHS = [
  "/late",
  "/stream",
  "/late-stream",
  "/cut",
  "/none",
  "/last",
  "/long",
  "/205",
];

/** Answers with everything that the server knows of a request, in the way that its path says. */
export async function echo(request: Incoming, response: Outgoing): Promise<void> {
  const { method, url = "", headers } = request;
  const path = url.split("?")[0] ?? "";
  const reply = (body: string | undefined) => {
    const bytes = Buffer.from(JSON.stringify({ method, url, headers, body }));
    const status = path === "/none" ? 204 : path === "/205" ? 205 : 200;
    const long = path === "/long" ? Buffer.concat([bytes, Buffer.alloc(20_000, "x")]) : bytes;
    const answer = createAnswer(status, ["x-text", "é\t!"], { type: "text/plain", bytes: long });
    const sending = { cors: url.includes("cors"), last: path === "/last" };
    // A HEAD has no half to be sent first: Node would cut the connection before the answers to earlier requests.
    if (path === "/cut" && method !== "HEAD") sendTruncated(request, response, answer, sending);
    else if (path.endsWith("stream")) {
      response.writeHead(200, ["x-text", "é"]);
      response.write(bytes);
      response.end(Buffer.from("end"));
    } else send(request, response, answer, sending);
  };
  if (method === "GET" || method === "HEAD") {
    if (!path.startsWith("/late")) {
      reply(undefined);
      return;
    }
    await turn();
    reply(undefined);
    return;
  }
  const body = await readBody(request).catch(() => undefined);
  if (path.startsWith("/late")) await turn();
  if (body !== undefined) reply(body.toString("latin1"));
}
