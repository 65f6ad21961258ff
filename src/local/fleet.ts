import { stringifyJson } from "../exactJson.ts";
import type { Mock } from "../mock/mock.ts";
import { type Problem, UserError } from "../problem.ts";
import type { RequestLog } from "../server/measure/requestLog.ts";
import { type MockServer, startMockServer } from "../server/mockServer.ts";

/** The mock servers of this process, one per service. */
export interface Fleet {
  /**
   * Starts, updates and stops servers until they match `mocks`. Returns one line for each change.
   *
   * @throws UserError with every server that could not start; the other servers are up to date
   */
  become(mocks: Mock[]): Promise<string[]>;
  /** Returns the URL of a service's server, or undefined if it has none. */
  urlOf(service: string): string | undefined;
  /** Drains all servers. */
  close(): Promise<void>;
}

/**
 * Returns a fleet without servers.
 *
 * @param firstPort Port of the first service; the next ones count up from it. 0 takes any free port for each. A service
 *   keeps its port, even if it is removed and added again.
 * @param log Gets a line for each request. By default requests are not logged.
 */
export function makeFleet(host: string, firstPort: number, log?: RequestLog): Fleet {
  const running = new Map<string, { server: MockServer; content: string }>();
  const ports = new Map<string, number>();
  const draining: Promise<void>[] = [];

  const portOf = (service: string): number => {
    const port = ports.get(service) ?? (firstPort === 0 ? 0 : firstPort + ports.size);
    ports.set(service, port);
    return port;
  };

  return {
    async become(mocks) {
      const done: string[] = [];
      const problems: Problem[] = [];
      const wanted = new Set(mocks.map(({ service }) => service));
      for (const [service, { server }] of running) {
        if (wanted.has(service)) continue;
        running.delete(service);
        draining.push(server.close());
        done.push(`Stopped ${service}.`);
      }
      for (const mock of mocks) {
        const content = stringifyJson(mock) ?? "";
        const current = running.get(mock.service);
        if (current?.content === content) continue;
        if (current !== undefined) {
          current.server.replace(mock);
          current.content = content;
          done.push(`Reloaded ${mock.service}.`);
          continue;
        }
        const port = portOf(mock.service);
        try {
          const server = await startMockServer(mock, { port, host, ...(log && { log }) });
          ports.set(mock.service, server.port);
          running.set(mock.service, { server, content });
          done.push(`Started ${mock.service} at ${server.url}.`);
        } catch (error) {
          problems.push(...whyNotStarted(error, mock.service, host, port));
        }
      }
      if (problems.length > 0) throw new UserError(problems);
      return done;
    },
    urlOf: (service) => running.get(service)?.server.url,
    async close() {
      for (const { server } of running.values()) draining.push(server.close());
      running.clear();
      await Promise.all(draining);
    },
  };
}

/** Returns why a server could not start, and which option helps. Throws errors that are not the user's mistakes. */
function whyNotStarted(error: unknown, service: string, host: string, port: number): Problem[] {
  if (error instanceof UserError) {
    const fix = "Choose other ports with --port, such as --port 4110.";
    return error.problems.map(({ where, what }) => ({ where: `${service}: ${where}`, what, fix }));
  }
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ERR_SOCKET_BAD_PORT":
      return [
        {
          where: service,
          what: `its port would be ${port}, but the highest is 65535`,
          fix: "Choose a lower one with --port.",
        },
      ];
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return [
        {
          where: "--host",
          what: `expected an address of this machine, received "${host}"`,
          fix: "127.0.0.1 is reachable from this machine only, 0.0.0.0 from everywhere.",
        },
      ];
    default:
      throw error;
  }
}
