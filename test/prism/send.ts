import { type IncomingMessage, request } from "node:http";

import type { StoryRequest } from "./story.ts";

export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** Sends a request as the story has it: nothing of its path is normalised, no header is added but `Host` and those that
 * say what the body is. */
export function send(port: number, { method, path, headers, body }: StoryRequest): Promise<Answer> {
  const content = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
  const json = typeof body !== "string" && body !== undefined;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path,
        agent: false,
        signal: AbortSignal.timeout(TIMEOUT),
        headers: {
          ...(json && !has(headers, "content-type") ? JSON_TYPE : {}),
          ...(content !== undefined && !has(headers, "transfer-encoding")
            ? { "Content-Length": Buffer.byteLength(content) }
            : {}),
          ...headers,
        },
      },
      (incoming) => read(incoming).then(resolve, reject),
    );
    outgoing.once("error", reject);
    outgoing.end(content);
  });
}

const TIMEOUT = 60_000;
const JSON_TYPE = { "Content-Type": "application/json" };

function has(headers: StoryRequest["headers"] = {}, wanted: string): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === wanted);
}

async function read(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString(),
  };
}
