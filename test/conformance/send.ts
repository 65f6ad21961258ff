import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** From the request's first byte to the answer's last, in milliseconds. */
  elapsed: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** Sends a request to a server on loopback with exactly this target, in UTF-8, and waits for the whole answer. */
export function send(
  port: number,
  method: string,
  target: string,
  headers: OutgoingHttpHeaders = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let start = 0;
    const path = Buffer.from(target).toString("latin1");
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers, agent }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on("data", (chunk: Buffer) => chunks.push(chunk));
      reply.on("error", reject);
      reply.on("end", () =>
        resolve({
          status: reply.statusCode ?? 0,
          headers: reply.headers,
          body: Buffer.concat(chunks).toString(),
          elapsed: performance.now() - start,
        }),
      );
    });
    // Before this event it may wait for a connection of the agent.
    outgoing.once("socket", () => {
      start = performance.now();
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}
