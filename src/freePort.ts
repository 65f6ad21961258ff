import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below the ports that systems give to whoever asks for any (Linux from 32768 on, others from 49152), and those of
 * Kubernetes' nodes (from 30000): nobody is given one of these before it is used.
 */
const FIRST = 20_000;
const COUNT = 10_000;

const MOST_TRIES = 100;

/**
 * Returns a port of this machine that was free a moment ago.
 *
 * @throws {Error} if none is found
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${MOST_TRIES} ports from ${FIRST} on is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if (Object(error).code === "EADDRINUSE" || Object(error).code === "EACCES") return false;
    throw error;
  }
  server.close();
  await once(server, "close");
  return true;
}
