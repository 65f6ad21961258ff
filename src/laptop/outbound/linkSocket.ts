import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Duplex } from "node:stream";
import { join as splice } from "../link/join.ts";
import type { RecordType } from "../link/link.ts";
import { dialFor, type Reach } from "./reach.ts";

/** What programs ask, one line of JSON a connection. */
type Question =
  | { dial: { host: string; port: number } }
  | { resolve: { name: string; type: RecordType } };

/** How long a dialled connection waits for the program that asked for it, once that has hung up. In milliseconds. */
const GRACE = 5_000;

/** A Unix socket by which programs of this user reach the cluster. */
export interface LinkSocket {
  path: string;
  close(): void;
}

/**
 * Serves the questions of programs. A connection that was dialled waits at a path of its own, so that a program's
 * socket has nothing to say before its data.
 *
 * @param folder only this user can open it
 */
export async function serveLinkSocket(reach: Reach, folder: string): Promise<LinkSocket> {
  const open = new Set<Server | Socket | Duplex>();
  let count = 0;

  function keep<T extends Server | Socket | Duplex>(one: T): T {
    open.add(one);
    one.on("close", () => open.delete(one));
    return one;
  }

  async function offer(asking: Socket, dialled: Duplex): Promise<string> {
    keep(dialled);
    dialled.on("error", () => {});
    const path = join(folder, `c${++count}`);
    const server = keep(createServer({ allowHalfOpen: true }));
    server.once("connection", (socket) => {
      server.close();
      splice(keep(socket), dialled);
    });
    asking.on("close", () => {
      const giveUp = () => {
        if (!server.listening) return;
        server.close();
        dialled.destroy();
      };
      setTimeout(giveUp, GRACE).unref();
    });
    server.listen(path);
    await once(server, "listening");
    return path;
  }

  async function answer(asking: Socket, question: Question): Promise<object> {
    try {
      if ("resolve" in question) {
        const { name, type } = question.resolve;
        return { records: await reach.resolve(name, type) };
      }
      const { host, port } = question.dial;
      return { path: await offer(asking, await dialFor(reach, host, port)) };
    } catch (error) {
      const { code = "ECONNREFUSED", message } = Object(error);
      return { error: { code, message } };
    }
  }

  const server = createServer((asking) => {
    keep(asking);
    asking.on("error", () => {});
    createInterface({ input: asking }).once("line", async (line) => {
      const said = await answer(asking, JSON.parse(line));
      if (!asking.destroyed) asking.write(`${JSON.stringify(said)}\n`);
    });
  });
  const path = join(folder, "link");
  server.listen(path);
  await once(server, "listening");
  return {
    path,
    close() {
      server.close();
      for (const one of open) "destroy" in one ? one.destroy() : one.close();
    },
  };
}
