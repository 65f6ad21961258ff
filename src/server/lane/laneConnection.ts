import type { Socket } from "node:net";

import type { Head, MakeHead } from "./head.ts";
import type { Lane } from "./lane.ts";
import { type Carrier, LaneResponse } from "./laneResponse.ts";
import { type ReadRequest, readRequests } from "./readRequests.ts";
import { takeOver } from "./takeOver.ts";

/**
 * A connection that has had only plain requests, each of them sent after the answer to the one before, or together with
 * it. With the first other one it is left to `node:http`.
 */
export class LaneConnection implements Carrier {
  readonly socket: Socket;
  readonly makeHead: MakeHead;
  readonly #lane: Lane;
  /** The response to the request that is being answered. */
  #response: LaneResponse | undefined;
  /** What was read last, as Latin-1. From `#start` on it is not yet answered. */
  #text = "";
  #start = 0;
  #isNew = true;
  #isLeft = false;
  /** Number of checks since the last answer. */
  #checks = 0;

  constructor(lane: Lane, accepted: Socket) {
    this.makeHead = lane.makeHead;
    this.#lane = lane;
    this.socket = takeOver(accepted, (text) => this.#take(text));
    this.socket.on("end", this.#end).on("error", ignore).on("close", this.#close);
  }

  answer(head: Head, body: string | Buffer | undefined): void {
    this.#response = undefined;
    this.#text = "";
    this.#start = 0;
    this.#checks = 0;
    const { socket } = this;
    if (!socket.writable) return;
    if (body === undefined || typeof body === "string") {
      socket.write(head.message(body ?? ""), "latin1");
    } else {
      socket.cork();
      socket.write(head.message(""), "latin1");
      socket.write(body);
      socket.uncork();
    }
    if (!head.last) return;
    this.#isLeft = true;
    socket.destroySoon();
  }

  handOver(): void {
    const { socket } = this;
    this.#isLeft = true;
    if (socket.readableEnded || socket.destroyed) {
      // The client does not wait for an answer, and the connection is about to close.
      this.#response?.leave();
      return;
    }
    socket.off("end", this.#end).off("error", ignore).off("close", this.#close);
    // What is put back is read again only if the socket was stopped.
    socket.pause();
    const rest = this.#text.slice(this.#start);
    if (rest !== "") socket.unshift(Buffer.from(rest, "latin1"));
    this.#response?.leave();
    this.#lane.leave(socket, this.#response);
    socket.resume();
  }

  /** Closes the connection, unless its first request is awaited or a request is being answered. */
  closeIfIdle(): void {
    if (!this.#isNew && this.#response === undefined) this.socket.destroySoon();
  }

  /**
   * Is called at regular intervals.
   *
   * @param most after how many of them an idle connection is closed
   */
  check(most: number): void {
    // For the first request `node:http` has a time limit.
    if (this.#isNew) this.handOver();
    else if (this.#response === undefined && ++this.#checks > most) this.socket.destroy();
  }

  #take(text: string): void {
    if (this.#isLeft) return;
    this.#isNew = false;
    const requests = this.#response === undefined ? readRequests(text) : undefined;
    if (requests === undefined) {
      // What is sent before an answer is read by `node:http` as well, which keeps the order of answers.
      this.#text += text;
      this.handOver();
      return;
    }
    let start = 0;
    for (const request of requests) {
      this.#text = text;
      this.#start = start;
      start = request.end;
      // A client that sends and does not read is stopped by `node:http`.
      if (this.socket.writableLength > 0) this.handOver();
      else this.#respond(request);
      if (this.#isLeft) return;
      if (this.#response === undefined) continue;
      if (start < text.length) this.handOver();
      return;
    }
  }

  #respond({ method, url, headers, body }: ReadRequest): void {
    const { socket } = this;
    const response = new LaneResponse(this, method !== "HEAD");
    this.#response = response;
    const request = {
      method,
      url,
      headers,
      body,
      socket,
      complete: true,
      destroyed: false,
    } as const;
    this.#lane.handle(request, response);
  }

  /** Like `node:http`, does not answer a client that has stopped sending. */
  readonly #end = (): void => {
    this.socket.end();
  };

  readonly #close = (): void => {
    this.#lane.forget(this.socket);
    this.#response?.lose();
  };
}

function ignore() {}
