import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { load } from "./load.ts";
import type { ServerProcess } from "./serverProcess.ts";

/** Connections that are opened at the same time: fewer than a server lets wait. */
const AT_ONCE = 100;

/** Returns the memory in KB that a server needs for each of many connections that have had a request each. */
export async function idleMemory(
  server: ServerProcess,
  path: string,
  count: number,
): Promise<number> {
  // Compiled code and a heap of usual size are not part of the difference.
  await load(server.url, { path }, { seconds: 2, connections: 8 });
  const before = server.memory();
  const sockets: Socket[] = [];
  const { hostname, port } = new URL(server.url);
  const open = async () => {
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    await once(socket, "connect");
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    await once(socket, "data");
  };
  while (sockets.length < count) await Promise.all(Array.from({ length: AT_ONCE }, open));
  const after = server.memory();
  for (const socket of sockets) socket.destroy();
  return ((after - before) * 1024) / count;
}
