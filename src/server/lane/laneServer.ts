import type { Server, ServerOptions } from "node:http";
import type { Socket } from "node:net";

import { headMaker } from "./head.ts";
import type { Handle, Lane } from "./lane.ts";
import { LaneConnection } from "./laneConnection.ts";
import type { LaneResponse } from "./laneResponse.ts";
import { canTakeOver } from "./takeOver.ts";

const http = process.getBuiltinModule("node:http");

/** Options of a server, with the times that the lane needs to know. */
export interface LaneOptions extends ServerOptions {
  connectionsCheckingInterval: number;
  keepAliveTimeout: number;
}

/**
 * Creates a server like `createServer` of `node:http`, which answers plain requests by itself for less processor time.
 * Each connection is left to `node:http` with the first request that is not plain.
 */
export function createLaneServer(options: LaneOptions, handle: Handle): Server {
  return new LaneServer(options, handle);
}

class LaneServer extends http.Server {
  readonly #connections = new Map<Socket, LaneConnection>();

  constructor(options: LaneOptions, handle: Handle) {
    /** Responses that go on as soon as `node:http` has read their request again. */
    const waiting = new Map<Socket, LaneResponse>();
    super(options, (request, response) => {
      const begun = waiting.size === 0 ? undefined : waiting.get(request.socket);
      if (begun === undefined) {
        handle(request, response);
      } else {
        waiting.delete(request.socket);
        begun.goOn(response);
      }
    });
    const [serve] = this.listeners("connection");
    if (serve === undefined) throw new Error("node:http has no listener for connections");
    this.removeAllListeners("connection");

    const lane: Lane = {
      handle,
      makeHead: headMaker(options.keepAliveTimeout),
      forget: (socket) => void this.#connections.delete(socket),
      leave: (socket, response) => {
        this.#connections.delete(socket);
        if (response !== undefined) {
          waiting.set(socket, response);
          socket.once("close", () => {
            if (waiting.delete(socket)) response.lose();
          });
        }
        serve.call(this, socket);
      },
    };
    this.on("connection", (accepted) => {
      if (!canTakeOver(accepted)) {
        serve.call(this, accepted);
        return;
      }
      const connection = new LaneConnection(lane, accepted);
      this.#connections.set(connection.socket, connection);
    });
    this.#checkRegularly(options);
  }

  override closeIdleConnections(): void {
    super.closeIdleConnections();
    for (const connection of this.#connections.values()) connection.closeIfIdle();
  }

  override closeAllConnections(): void {
    super.closeAllConnections();
    for (const connection of this.#connections.values()) connection.socket.destroy();
  }

  #checkRegularly({ connectionsCheckingInterval, keepAliveTimeout }: LaneOptions): void {
    const most = Math.ceil((keepAliveTimeout + GRACE) / connectionsCheckingInterval);
    const check = () => {
      for (const connection of this.#connections.values()) connection.check(most);
    };
    let timer: NodeJS.Timeout | undefined;
    this.on("listening", () => {
      timer = setInterval(check, connectionsCheckingInterval).unref();
    });
    this.on("close", () => clearInterval(timer));
  }
}

/** Milliseconds by which `node:http` keeps an idle connection longer than it tells the client. */
const GRACE = 1000;
