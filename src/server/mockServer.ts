import type { Server } from "node:http";

import type { Mock } from "../mock/mock.ts";
import { UserError } from "../problem.ts";
import { createTimetable, systemClock, type Timetable } from "./delay.ts";
import { handleRequest } from "./handleRequest.ts";
import { drain } from "./http/drain.ts";
import type { Incoming, Outgoing } from "./http/exchanged.ts";
import { LIMITS, refuseBrokenRequest } from "./http/limits.ts";
import { createLaneServer } from "./lane/laneServer.ts";
import type { RequestLog } from "./measure/requestLog.ts";
import type { ServerOptions } from "./options.ts";
import { createState } from "./serverState.ts";
import type { Site } from "./sites.ts";
import type { ServerState } from "./state.ts";

// An `import` reads all exports of the module, and one of them makes Node load `fetch`: a tenth of the start-up time.
const { createServer } = process.getBuiltinModule("node:http");

/** A running HTTP server with one mock. */
export interface MockServer {
  port: number;
  /** `http://localhost:4010`, without a slash at the end. */
  url: string;
  /** Serves another mock from the next request on. Routes that both mocks have keep their measurements. */
  replace(mock: Mock): void;
  /**
   * Accepts no new connection, finishes all requests, and resolves when every connection is closed.
   *
   * @param farewell milliseconds for which idle connections stay open, each until its next answer. So a client that is
   *   just sending a request gets an answer, which says that the connection is closed.
   * @default 0
   */
  close(farewell?: number): Promise<void>;
}

/** A running HTTP server with several mocks at one port. */
export interface SiteServer extends Omit<MockServer, "replace"> {
  /** Serves other sites from the next request on. Mocks with the same names keep their measurements. */
  replace(sites: Site[]): void;
}

/** Where a server listens, and what reads its connections. */
export interface ListenOptions {
  /** 0 takes a free port. */
  port: number;
  /**
   * Address to listen on.
   * @default all addresses
   */
  host?: string | undefined;
  /**
   * Whether plain requests are read without `node:http`, for less processor time.
   * @default true
   */
  fastLane?: boolean | undefined;
}

/** Where a server listens, and how it behaves. */
export interface Listening extends ListenOptions {
  /** @default DEFAULT_OPTIONS */
  options?: ServerOptions;
  /**
   * How many requests the journal holds.
   * @default no journal is kept
   */
  journal?: number;
  /**
   * Gets a line for each request.
   * @default requests are not logged
   */
  log?: RequestLog;
}

/** By default Kubernetes kills a pod 30 s after it has asked it to stop. */
const DRAIN_TIMEOUT = 25_000;

/**
 * Serves a mock.
 *
 * @throws UserError if the port is in use or not allowed
 */
export async function startMockServer(mock: Mock, listening: Listening): Promise<MockServer> {
  const server = await startSites([{ mock }], listening);
  return { ...server, replace: (next) => server.replace([{ mock: next }]) };
}

/**
 * Serves mocks at one port.
 *
 * @throws UserError if the port is in use or not allowed
 */
export async function startSites(
  sites: Site[],
  { options, journal, log, ...at }: Listening,
): Promise<SiteServer> {
  const { state, replace } = createState(sites, { options, journal, log });
  const timetable = createTimetable(systemClock);
  const server = await serveState(state, timetable, at);
  return { ...server, replace };
}

/**
 * Serves a state at one port.
 *
 * @throws UserError if the port is in use or not allowed
 */
export async function serveState(
  state: ServerState,
  timetable: Timetable,
  { port, host, fastLane = true }: ListenOptions,
): Promise<Omit<SiteServer, "replace">> {
  const handle = (request: Incoming, response: Outgoing) =>
    handleRequest(state, timetable, request, response);
  const server = fastLane ? createLaneServer(LIMITS, handle) : createServer(LIMITS, handle);
  server.on("clientError", refuseBrokenRequest);
  await listen(server, port, host);
  const address = server.address();
  const actualPort = typeof address === "object" && address !== null ? address.port : port;
  return {
    port: actualPort,
    url: `http://${urlHost(host)}:${actualPort}`,
    async close(farewell = 0) {
      state.draining = true;
      await drain(server, farewell, DRAIN_TIMEOUT);
      state.log?.flush();
    },
  };
}

function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, port)));
    server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve);
  });
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  const where = `port ${port}`;
  if (error.code === "EADDRINUSE") {
    return new UserError([
      {
        where,
        what: "in use by another program",
        fix: `Stop it, or choose another port. \`lsof -i :${port}\` says which program it is.`,
      },
    ]);
  }
  if (error.code === "EACCES") {
    return new UserError([
      { where, what: "not allowed to listen there", fix: "Choose a port above 1023." },
    ]);
  }
  return error;
}

function urlHost(host: string | undefined): string {
  if (host === undefined || host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
