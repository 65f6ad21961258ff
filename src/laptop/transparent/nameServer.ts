import { createSocket } from "node:dgram";
import { once } from "node:events";
import { DNS, type Query, readQuery, writeAnswer } from "./dnsMessage.ts";

/** Looks records up. A failure is an error with Node's code. */
export type Resolve = (name: string, type: string) => Promise<unknown[]>;

/** Serves the names of the cluster at a UDP port of this network's loopback device. */
export async function serveNames(
  resolve: Resolve,
  port = 53,
): Promise<{ port: number; close(): void }> {
  const socket = createSocket("udp4");
  socket.on("message", async (message, from) => {
    const query = readQuery(message);
    if (query === undefined) return;
    const answer = await answerOf(query, resolve);
    socket.send(answer, from.port, from.address, () => {});
  });
  socket.bind(port, "127.0.0.1");
  await once(socket, "listening");
  return { port: socket.address().port, close: () => void socket.close() };
}

/**
 * A name with IPv4 addresses has no others here: one family is enough. It exists nevertheless, or resolvers would give
 * it up.
 */
async function answerOf(query: Query, resolve: Resolve): Promise<Buffer> {
  const { name, type } = query;
  if (type === undefined) return writeAnswer(query, DNS.found);
  try {
    if (type === "AAAA" && (await isFound(resolve(name, "A"))))
      return writeAnswer(query, DNS.found);
    return writeAnswer(query, DNS.found, await resolve(name, type));
  } catch (error) {
    const { code } = Object(error);
    if (code === "ENODATA") return writeAnswer(query, DNS.found);
    return writeAnswer(query, code === "ENOTFOUND" ? DNS.noSuchName : DNS.failed);
  }
}

function isFound(answer: Promise<unknown[]>): Promise<boolean> {
  return answer.then(
    ({ length }) => length > 0,
    () => false,
  );
}
