import { createServer, type Server, type Socket } from "node:net";
import { type Duplex, pipeline } from "node:stream";
import type { KubeConfig } from "@kubernetes/client-node";
import { messageOf } from "../../cluster/connection.ts";
import { PATIENCE, within } from "../../cluster/patience.ts";
import { openTunnel } from "../../cluster/tunnel/openTunnel.ts";
import { escapeMarkup } from "../../escapeMarkup.ts";
import { readyPod, type ServicePort, Unreachable } from "./readyPod.ts";

/** Opens a connection of its own at each call. */
export type Open = () => Promise<Duplex>;

/**
 * Returns what opens connections to a Service of the cluster: each one to a pod that is Ready then. So an hour without
 * requests, a pod that moved or an API server that restarted break no connection that comes later.
 */
export function forwardTo(kubeConfig: KubeConfig, target: ServicePort): Open {
  return async () => {
    const opening = readyPod(kubeConfig, target).then((pod) => openTunnel(kubeConfig, pod));
    try {
      return await within(PATIENCE, opening);
    } catch (error) {
      // One that comes too late is for nobody.
      opening.then(
        (tunnel) => tunnel.destroy(),
        () => undefined,
      );
      throw error instanceof Unreachable ? error : new Unreachable(messageOf(error));
    }
  };
}

export interface Listener {
  port: number;
  close(): void;
}

/**
 * Listens on this machine alone, and forwards each connection. What is asked while nobody answers gets a page that says
 * why and asks again.
 *
 * @param port 0 takes any free one
 * @throws {Error} when the port is taken
 */
export async function listenHere(open: Open, port: number): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    // Browsers open connections to have one. A tunnel is made when there is something to send.
    socket.once("readable", () => {
      open().then(
        (tunnel) => pipeline(socket, tunnel, socket, () => socket.destroy()),
        (error: Error) => socket.end(answerOf(error.message)),
      );
    });
  });
  await listening(server, port);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

function answerOf(message: string): string {
  const page = `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="3">
<title>Waiting</title>
<p>Waiting for the cluster: ${escapeMarkup(message)}.</p>
`;
  return [
    "HTTP/1.1 503 Service Unavailable",
    "content-type: text/html; charset=utf-8",
    `content-length: ${Buffer.byteLength(page)}`,
    "cache-control: no-store",
    "retry-after: 3",
    "connection: close",
    "",
    page,
  ].join("\r\n");
}
