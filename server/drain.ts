import type { Server } from "node:http";

/**
 * Stops a server: it accepts no connection any more and closes the idle ones; resolves when those with a request
 * have answered it. What is still open after `timeout` milliseconds is cut off.
 */
export function drain(server: Server, timeout: number): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), timeout);
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    server.closeIdleConnections();
  });
}
