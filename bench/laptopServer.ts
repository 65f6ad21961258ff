/**
 * The process behind an intercept, and the same program in the agent's pod for the peer, `kubectl port-forward`. It imports
 * nothing of the repository, so that its text alone can be run in a pod. It ends when its standard input does.
 *
 *     node bench/laptopServer.ts <port>
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

const BLOCK = 65_536;
const STALL_EVERY = 50 * 1024 * 1024;

/** Returns bytes of which no two blocks are equal: a block that is lost, twice there or in another place is noticed. */
export function* blocks(bytes: number): Generator<Buffer> {
  for (let sent = 0; sent < bytes; sent += BLOCK) {
    const block = Buffer.alloc(Math.min(BLOCK, bytes - sent), "understudy");
    block.writeUInt32BE(sent / BLOCK);
    yield block;
  }
}

/** Reads all; returns its hash. A slow reader stands still for a second before the first byte, and after each 50 MB. */
export async function hashOf(stream: Readable, isSlow: boolean): Promise<string> {
  const hash = createHash("sha256");
  let left = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (isSlow && left <= 0) {
      left += STALL_EVERY;
      await sleep(1000);
    }
    left -= chunk.length;
    hash.update(chunk);
  }
  return hash.digest("hex");
}

function bytesIn({ url = "" }: IncomingMessage): number {
  return Number(url.split("/")[2]);
}

if (process.argv.length > 1 && /^\d+$/.test(process.argv.at(-1) ?? "")) {
  process.stdin.resume().on("end", () => process.exit());
  const server = createServer(async (request, response) => {
    const { url = "" } = request;
    if (url.startsWith("/down/")) Readable.from(blocks(bytesIn(request))).pipe(response);
    else if (url.startsWith("/up")) response.end(await hashOf(request, url === "/up/slow"));
    else {
      if (url === "/wait") await sleep(2000);
      response.end("here");
    }
  });
  server.keepAliveTimeout = 0;
  server.on("upgrade", (_request, socket) => {
    socket.on("error", () => {});
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n",
    );
    socket.pipe(socket);
  });
  server.listen(Number(process.argv.at(-1)), "127.0.0.1", 4096, () => console.log("listening"));
}
