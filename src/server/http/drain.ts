import type { Server } from "node:http";
import { Server as NetServer } from "node:net";

/**
 * Stops a server: it accepts no connection any more, closes the idle ones after `farewell` milliseconds, and resolves
 * when the others have answered what they were asked. What is still open after `timeout` milliseconds is cut off.
 */
export function drain(server: Server, farewell: number, timeout: number): Promise<void> {
  return new Promise((resolve) => {
    const closeIdle = setTimeout(() => server.closeIdleConnections(), farewell);
    const cutOff = setTimeout(() => server.closeAllConnections(), timeout);
    // An HTTP server's own `close` would close the idle connections at once.
    NetServer.prototype.close.call(server, () => {
      clearTimeout(closeIdle);
      clearTimeout(cutOff);
      resolve();
    });
  });
}
