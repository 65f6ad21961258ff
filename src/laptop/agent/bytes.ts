import { createServer, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { join } from "../link/join.ts";

/** Returns a server, which listens nowhere itself, that joins each connection to one that `open` opens, byte for byte. */
export function bytesServer(open: () => Duplex): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => join(socket, open()));
}
