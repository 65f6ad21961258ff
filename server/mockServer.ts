import { createServer, type Server } from "node:http";

import type { Mock } from "../latency/plan.ts";
import { UserError } from "../problem.ts";
import { systemClock } from "./delay.ts";
import { drain } from "./drain.ts";
import { handleRequest } from "./handleRequest.ts";
import { createMetrics } from "./metrics.ts";
import { DEFAULT_OPTIONS, type ServerOptions } from "./options.ts";
import { createServing } from "./serving.ts";

/** A mock that answers over HTTP. */
export interface MockServer {
  port: number;
  /** `http://localhost:4010`, without a slash at the end. */
  url: string;
  /** Serves another table from the next request on. Measurements go on for the routes that both have. */
  replace(mock: Mock): void;
  /** Takes nothing new, finishes what runs and what waits, and resolves when every connection is closed. */
  close(): Promise<void>;
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
}

/** Kubernetes kills a pod 30 s after it asked it to stop, unless told otherwise. */
const DRAIN_TIMEOUT = 25_000;

/**
 * Longer than any proxy before the server keeps an idle connection (Envoy: an hour), so that the proxy is the one who
 * closes it. The other way round, a request may meet a connection that is just being closed, and fails.
 */
const KEEP_ALIVE_TIMEOUT = 61 * 60_000;

/**
 * Serves a mock.
 *
 * @throws UserError when the port is in use or not allowed
 */
export async function startMockServer(
  mock: Mock,
  { port, host, options = DEFAULT_OPTIONS }: Listening,
): Promise<MockServer> {
  const metrics = createMetrics();
  const state = {
    serving: createServing(mock, metrics, Math.random, options),
    metrics,
    draining: false,
  };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT }, (request, response) =>
    handleRequest(state, systemClock, request, response),
  );
  await listen(server, port, host);
  const address = server.address();
  const actualPort = typeof address === "object" && address !== null ? address.port : port;
  return {
    port: actualPort,
    url: `http://${urlHost(host)}:${actualPort}`,
    replace(next) {
      state.serving = createServing(next, metrics, Math.random, options);
    },
    close() {
      state.draining = true;
      return drain(server, DRAIN_TIMEOUT);
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
