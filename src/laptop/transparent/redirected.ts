import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connectTo } from "../link/connectTo.ts";
import { join as splice } from "../link/join.ts";
import { isLocal } from "../preload/isLocal.mjs";
import { OWN_ADDRESS, PROXY_PORT } from "./network.ts";
import { originalTarget, type Target } from "./originalTarget.ts";

/** Opens a connection to what lies outside of this network. */
export type DialOutside = (target: Target) => Promise<Duplex>;

/** Serves redirected connections: each goes on to where its program wanted it to go. */
export async function serveRedirected(dialOutside: DialOutside): Promise<void> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, async (socket) => {
    socket.on("error", () => socket.destroy());
    try {
      const target = originalTarget(
        await readTables(),
        socket.remoteAddress ?? "",
        socket.remotePort ?? 0,
      );
      if (target === undefined) throw new Error("a connection that nobody has made");
      const other = await dial(target, dialOutside);
      other.on("error", () => other.destroy());
      splice(socket, other);
      socket.resume();
    } catch {
      // The program sees a connection that is reset, since it was accepted already.
      socket.resetAndDestroy();
    }
  });
  server.listen(PROXY_PORT);
  await once(server, "listening");
}

/** On this machine a program of this network comes first, and then those of the machine itself. */
function dial(target: Target, dialOutside: DialOutside): Promise<Duplex> {
  const { host, port } = target;
  if (!isLocal(host)) return dialOutside(target);
  return dialHere(port).catch(() => dialOutside({ host: "localhost", port }));
}

/** Opens a connection to a program of this network, which is not redirected. */
export function dialHere(port: number): Promise<Socket> {
  return connectTo("127.0.0.1", port, OWN_ADDRESS);
}

let reading: Promise<string> | undefined;

/** Connections that come at the same time share one reading. One that is under way may be too old for a new one. */
async function readTables(): Promise<string> {
  await reading;
  reading ??= readAll().finally(() => {
    reading = undefined;
  });
  return reading;
}

async function readAll(): Promise<string> {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((file) =>
    readFile(file, "latin1").catch(() => ""),
  );
  return (await Promise.all(tables)).join("");
}
