import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** A request whose body was read together with its head. */
export interface WholeRequest {
  method: string;
  /** The request target, as it was sent. */
  url: string;
  /** Requests with equal ones may share them. */
  headers: IncomingHttpHeaders;
  /** Empty if the request has none. */
  body: Buffer;
  complete: true;
  destroyed: false;
  socket: Pick<Socket, "destroy" | "resetAndDestroy">;
}

/** A request, whose body may still be on its way. */
export type Incoming = IncomingMessage | WholeRequest;

/** What answers are sent with. A `ServerResponse` is one, and its documentation applies. */
export interface Outgoing {
  readonly headersSent: boolean;
  /** @param headers alternating names and values */
  writeHead(status: number, headers: string[]): unknown;
  flushHeaders(): void;
  write(chunk: string | Buffer | undefined, sent?: () => void): unknown;
  end(body?: Buffer): unknown;
  end(body: string, encoding: "latin1"): unknown;
  /** Calls `listener` when the connection is lost, or after the answer is sent. */
  once(event: "close", listener: () => void): unknown;
}
