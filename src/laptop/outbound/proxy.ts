import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type Credentials, newCredentials } from "./credentials.ts";
import { httpProxy } from "./httpProxy.ts";
import { dialFor, type Reach } from "./reach.ts";
import { serveSocks } from "./socks.ts";

/** The first byte of SOCKS 5; no request of HTTP begins with it. */
const SOCKS = 5;

/** A proxy for HTTP and SOCKS 5 at one port of this machine. */
export interface ProxyServer {
  port: number;
  credentials: Credentials;
  close(): void;
}

/** Serves the cluster to programs that know proxies. Only they know the credentials, which are new each time. */
export async function serveProxy(reach: Reach): Promise<ProxyServer> {
  const credentials = newCredentials();
  const dial = (host: string, port: number) => dialFor(reach, host, port);
  const http = httpProxy(credentials, dial);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("readable", () => {
      const first: Buffer | null = socket.read(1);
      if (first === null) return void socket.destroy();
      socket.unshift(first);
      if (first[0] === SOCKS) serveSocks(socket, credentials, dial).catch(() => socket.destroy());
      else http.emit("connection", socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    credentials,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
