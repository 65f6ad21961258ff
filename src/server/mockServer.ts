import type { Server } from "node:http";

import type { Mock } from "../mock/mock.ts";
import { UserError } from "../problem.ts";
import { createTimetable, systemClock } from "./delay.ts";
import { handleRequest } from "./handleRequest.ts";
import { drain } from "./http/drain.ts";
import { LIMITS, refuseBrokenRequest } from "./http/limits.ts";
import { createJournal } from "./measure/journal.ts";
import { createMetrics, type Metrics } from "./measure/metrics.ts";
import type { RequestLog } from "./measure/requestLog.ts";
import { joinFamily } from "./measure/workers.ts";
import { DEFAULT_OPTIONS, type ServerOptions } from "./options.ts";
import { createServing } from "./serving.ts";
import { type Site, sortPlaces } from "./sites.ts";
import type { ServedSite, ServerState } from "./state.ts";

// An import reads all that the module exports, with which Node loads its `fetch`: a tenth of the time to start.
const { createServer } = process.getBuiltinModule("node:http");

/** A mock that answers over HTTP. */
export interface MockServer {
  port: number;
  /** `http://localhost:4010`, without a slash at the end. */
  url: string;
  /** Serves another table from the next request on. Measurements go on for the routes that both have. */
  replace(mock: Mock): void;
  /**
   * Takes no new connection, finishes what runs and what waits, and resolves when every connection is closed.
   *
   * @param farewell milliseconds for which idle connections are kept, each until its next answer: a client that is about
   *   to send a request then gets an answer, and with it the news that the connection ends
   * @default 0
   */
  close(farewell?: number): Promise<void>;
}

/** Several mocks that answer over HTTP at one port. */
export interface SiteServer extends Omit<MockServer, "replace"> {
  /** Serves other sites from the next request on. Measurements go on for mocks of the same names. */
  replace(sites: Site[]): void;
}

/** Where a mock listens, and how it behaves. */
export interface Listening {
  /** 0 takes a free one. */
  port: number;
  /**
   * Address to listen at.
   * @default all of them
   */
  host?: string;
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

/** Kubernetes kills a pod 30 s after it asked it to stop, unless told otherwise. */
const DRAIN_TIMEOUT = 25_000;

/**
 * Serves a mock.
 *
 * @throws UserError when the port is in use or not allowed
 */
export async function startMockServer(mock: Mock, listening: Listening): Promise<MockServer> {
  const server = await startSites([{ mock }], listening);
  return { ...server, replace: (next) => server.replace([{ mock: next }]) };
}

/**
 * Serves mocks at one port.
 *
 * @throws UserError when the port is in use or not allowed
 */
export async function startSites(
  sites: Site[],
  { port, host, options = DEFAULT_OPTIONS, journal: capacity, log }: Listening,
): Promise<SiteServer> {
  const metrics = new Map<string, Metrics>();
  const prepare = (next: Site[]): ServedSite[] =>
    sortPlaces(next).map(({ mock, ...place }) => {
      const known =
        metrics.get(mock.service) ?? createMetrics(next.length > 1 ? mock.service : undefined);
      metrics.set(mock.service, known);
      return { ...place, serving: createServing(mock, known, Math.random, options) };
    });
  const journal = capacity === undefined ? undefined : createJournal(capacity);
  const family = joinFamily({
    measurements: () => ({
      metrics: state.sites.map(({ serving }) => serving.metrics),
      journal: journal?.entries(),
    }),
    clearJournal: () => journal?.clear(),
  });
  const state: ServerState = { sites: prepare(sites), draining: false, journal, log, ...family };

  const timetable = createTimetable(systemClock);
  const server = createServer(LIMITS, (request, response) =>
    handleRequest(state, timetable, request, response),
  );
  server.on("clientError", refuseBrokenRequest);
  await listen(server, port, host);
  const address = server.address();
  const actualPort = typeof address === "object" && address !== null ? address.port : port;
  return {
    port: actualPort,
    url: `http://${urlHost(host)}:${actualPort}`,
    replace(next) {
      state.sites = prepare(next);
    },
    async close(farewell = 0) {
      state.draining = true;
      await drain(server, farewell, DRAIN_TIMEOUT);
      log?.flush();
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
