import { connect } from "node:net";
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { onTestFinished } from "vitest";

/**
 * Has names of the internet lead to servers of this machine until the test ends. What is sent to `https://` goes there
 * without TLS.
 *
 * @param servers `127.0.0.1:<port>` by name
 */
export function reachHosts(servers: Record<string, string>): void {
  const before = getGlobalDispatcher();
  const agent = new Agent({
    connect({ hostname, port, protocol }, done) {
      const server = new URL(`http://${servers[hostname] ?? `${hostname}:${port}`}`);
      if (protocol === "https:" && servers[hostname] === undefined) {
        return done(new Error(`the test may not reach ${hostname}`), null);
      }
      const socket = connect(Number(server.port), server.hostname);
      socket.once("connect", () => done(null, socket));
      socket.once("error", (error) => done(error, null));
    },
  });
  setGlobalDispatcher(agent);
  onTestFinished(async () => {
    setGlobalDispatcher(before);
    await agent.destroy();
  });
}
