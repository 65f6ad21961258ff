import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setImmediate as turn } from "node:timers/promises";

import { LIMITS, refuseBrokenRequest } from "../../../src/server/http/limits.ts";
import { createLaneServer } from "../../../src/server/lane/laneServer.ts";
import { echo } from "./echo.ts";
import type { Script } from "./hostile.ts";

/** Servers with the same handler. */
export interface TwoLanes {
  /** Returns what the client of a script gets from the server with the lane, and from the one without it. */
  play(script: Script): Promise<[lane: string, node: string]>;
  /** Returns what the client gets from `node:http`, if it reads the bytes from a stream, and not the socket itself. */
  playByStream(script: Script): Promise<string>;
  close(): void;
}

export async function startTwoLanes(): Promise<TwoLanes> {
  const byStream = createServer(LIMITS, echo);
  // A listener for data makes Node give it to all listeners.
  byStream.on("connection", (socket) => socket.on("data", () => {}));
  const servers = [createLaneServer(LIMITS, echo), createServer(LIMITS, echo), byStream];
  const ports = await Promise.all(servers.map(listen));
  const [lane = 0, node = 0, stream = 0] = ports;
  return {
    play: (script) => Promise.all([transcript(lane, script), transcript(node, script)]),
    playByStream: (script) => transcript(stream, script),
    close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.on("clientError", refuseBrokenRequest).listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Asks whether the connection is still open, and closes it. */
const PROBE = "GET /probe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/** Turns of the event loop without news, after which a server is taken to wait for its client. */
const QUIET = 6;

/** Plays a script, and returns everything that the server sent until the connection was closed, but for the date. */
async function transcript(port: number, script: Script): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let received = "";
  let news = 0;
  let isClosed = false;
  const more = () => void news++;
  socket.on("data", (bytes) => {
    received += bytes.toString("latin1");
    more();
  });
  socket.on("error", more);
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      isClosed = true;
      resolve();
    });
  });
  await once(socket, "connect");
  const settle = async () => {
    for (let quiet = 0, seen = news; quiet < QUIET && !isClosed; quiet++) {
      await turn();
      if (news !== seen) quiet = 0;
      seen = news;
    }
  };
  for (const text of script) {
    if (isClosed) break;
    socket.write(text, "latin1");
    // The server reads in the next turn.
    await turn();
    await turn();
  }
  await settle();
  if (!isClosed) socket.write(PROBE);
  await settle();
  if (!isClosed) socket.end();
  await closed;
  return received.replaceAll(/\r\nDate: [^\r]*\r\n/g, "\r\nDate: now\r\n");
}
