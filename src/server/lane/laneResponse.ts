import type { ServerResponse } from "node:http";

import type { Outgoing } from "../http/exchanged.ts";
import type { Head, MakeHead } from "./head.ts";

/** The connection of a response. */
export interface Carrier {
  makeHead: MakeHead;
  /** Sends an answer. @param body bytes, or their Latin-1 text */
  answer(head: Head, body: string | Buffer | undefined): void;
  /** Leaves the connection to `node:http`. */
  handOver(): void;
}

type Action = (response: ServerResponse) => void;

/**
 * The response to a request that the lane has read. It sends an answer that is whole and of a plain form. Everything else
 * is done by the response that `node:http` makes for the same request, after the connection was handed over.
 */
export class LaneResponse implements Outgoing {
  headersSent = false;
  readonly #carrier: Carrier;
  readonly #hasBody: boolean;
  #status = 0;
  #headers: string[] = [];
  #listeners: (() => void)[] = [];
  #successor: ServerResponse | undefined;
  /** What the successor has to do as soon as it is there; undefined in the lane. */
  #actions: Action[] | undefined;

  constructor(carrier: Carrier, hasBody: boolean) {
    this.#carrier = carrier;
    this.#hasBody = hasBody;
  }

  writeHead(status: number, headers: string[]): void {
    this.headersSent = true;
    if (this.#actions === undefined) {
      this.#status = status;
      this.#headers = headers;
    } else {
      this.#pass((response) => response.writeHead(status, headers));
    }
  }

  flushHeaders(): void {
    this.#pass((response) => response.flushHeaders());
  }

  write(chunk: string | Buffer | undefined, sent?: () => void): void {
    this.#pass((response) => response.write(chunk, sent));
  }

  end(body: string | Buffer | undefined, encoding?: "latin1"): void {
    const head =
      this.#actions === undefined ? this.#carrier.makeHead(this.#status, this.#headers) : undefined;
    if (head === undefined) this.#pass((response) => response.end(body, encoding ?? "utf8"));
    else this.#carrier.answer(head, this.#hasBody ? body : undefined);
  }

  once(_event: "close", listener: () => void): void {
    if (this.#successor === undefined) this.#listeners.push(listener);
    else this.#successor.once("close", listener);
  }

  /** Sends nothing more by itself, because the connection is handed over. */
  leave(): void {
    if (this.#actions !== undefined) return;
    this.#actions = [];
    if (!this.headersSent) return;
    const status = this.#status;
    const headers = this.#headers;
    this.#actions.push((response) => response.writeHead(status, headers));
  }

  /** Goes on with the response that `node:http` has made for the same request. */
  goOn(successor: ServerResponse): void {
    this.#successor = successor;
    for (const listener of this.#listeners) successor.once("close", listener);
    for (const action of this.#actions ?? []) action(successor);
  }

  /** Tells that the connection is lost. */
  lose(): void {
    for (const listener of this.#listeners) listener();
  }

  #pass(action: Action): void {
    if (this.#successor !== undefined) {
      action(this.#successor);
      return;
    }
    if (this.#actions === undefined) this.#carrier.handOver();
    this.#actions?.push(action);
  }
}
