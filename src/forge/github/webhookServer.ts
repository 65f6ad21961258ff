import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Secret } from "./credentials.ts";
import { isSigned } from "./webhook.ts";

/** In bytes. An event of a pull request has some 30 kB, with the longest texts a few hundred. */
const MOST_BYTES = 2 ** 20;
const TIMEOUT_MS = 10_000;

/**
 * Returns a server for GitHub's webhooks, which does not listen yet. A signed event of a pull request calls `wake`; what it
 * says is not read, since whoever has the secret could write it, and old ones can be sent again.
 */
export function webhookServer(secret: Secret, wake: () => void): Server {
  const server = createServer(async (request, response) => {
    // Closing ends what is still being sent of a refused request.
    const answer = (status: number) => response.writeHead(status, { connection: "close" }).end();
    try {
      if (request.url !== "/webhook") return answer(404);
      if (request.method !== "POST") return answer(405);
      const body = await bodyOf(request);
      if (body === undefined) return answer(413);
      if (!isSigned(body, request.headers["x-hub-signature-256"], secret())) return answer(401);
      if (request.headers["x-github-event"] === "pull_request") wake();
      return answer(202);
    } catch {
      // The sender went away, or the secret cannot be read. GitHub shows the status to whoever set the webhook up.
      return answer(500);
    }
  });
  server.requestTimeout = TIMEOUT_MS;
  server.headersTimeout = TIMEOUT_MS;
  return server;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > MOST_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A destroyed request could not be answered any more.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
