import type { Server } from "node:http";
import { Server as NetServer } from "node:net";

/**
 * Stops a server. It accepts no new connections, closes idle ones after `farewell` milliseconds, and resolves when all
 * running requests are answered. Connections that are still open after `timeout` milliseconds are cut.
 */
export function drain(server: Server, farewell: number, timeout: number): Promise<void> {
  return new Promise((resolve) => {
    const closeIdle = setTimeout(() => server.closeIdleConnections(), farewell);
    const cutOff = setTimeout(() => server.closeAllConnections(), timeout);
    // The `close` of an HTTP server would close idle connections at once.
    NetServer.prototype.close.call(server, () => {
      clearTimeout(closeIdle);
      clearTimeout(cutOff);
      resolve();
    });
  });
}
