import type { Socket } from "node:net";

import type { Incoming, Outgoing } from "../http/exchanged.ts";
import type { MakeHead } from "./head.ts";
import type { LaneResponse } from "./laneResponse.ts";

/** Answers a request. */
export type Handle = (request: Incoming, response: Outgoing) => void;

/** What the connections of a server share. */
export interface Lane {
  handle: Handle;
  makeHead: MakeHead;
  /** Is told that a connection is closed. */
  forget(socket: Socket): void;
  /**
   * Leaves a connection to `node:http`.
   *
   * @param response to the first request that `node:http` will read, if the lane has begun to answer it
   */
  leave(socket: Socket, response: LaneResponse | undefined): void;
}
