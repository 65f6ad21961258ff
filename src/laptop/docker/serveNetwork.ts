import {
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Stream,
} from "node:http2";
import type { Duplex } from "node:stream";
import { joined, refuse } from "../link/answering.ts";
import { CODE, HOST, MESSAGE, NAME, PORT, RESOLVE, TYPE } from "../link/headers.ts";
import { LinkError, type RecordType } from "../link/link.ts";
import { SESSION, widenWindow } from "../link/session.ts";
import { writeSingly } from "../link/writeSingly.ts";
import { dialFor, type Reach } from "../outbound/reach.ts";
import { ID, PORTS } from "./questions.ts";

/** A container's network, as the command has it. */
export interface ServedNetwork {
  /** Resolves when everything in the network leads to the cluster. */
  ready: Promise<void>;
  /**
   * Opens a connection to a port that somebody in the network listens at.
   *
   * @throws {LinkError} with Node's code
   */
  dial(port: number): Promise<Duplex>;
  close(): void;
}

type Waiting = { resolve(stream: Duplex): void; reject(error: Error): void };

/**
 * Answers what a container's network asks, by the cluster, or by this machine for `localhost`.
 *
 * @param connection to the program in the network
 */
export function serveNetwork(connection: Duplex, reach: Reach): ServedNetwork {
  const ready = Promise.withResolvers<void>();
  const waiting = new Map<string, Waiting>();
  let asking: ServerHttp2Stream | undefined;
  let count = 0;

  const session = performServerHandshake(connection, SESSION);
  widenWindow(session);
  session.on("error", () => {});
  connection.on("error", () => session.destroy());
  session.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    if (headers[":path"] === PORTS) {
      asking = stream;
      stream.respond({ ":status": 200 });
      ready.resolve();
    } else if (headers[ID] !== undefined) take(stream, headers);
    else void answer(stream, headers, reach);
  });
  session.on("close", () => {
    const lost = new LinkError("ELINKLOST", "the container's network has ended");
    // Nobody may be waiting.
    ready.promise.catch(() => {});
    ready.reject(lost);
    for (const { reject } of waiting.values()) reject(lost);
    waiting.clear();
    asking = undefined;
  });

  /** A stream is the answer to what was asked, or tells why there is none. */
  function take(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const id = String(headers[ID]);
    const asked = waiting.get(id);
    waiting.delete(id);
    stream.respond({ ":status": 200 }, { endStream: headers[CODE] !== undefined });
    if (headers[CODE] !== undefined) {
      const message = decodeURIComponent(String(headers[MESSAGE]));
      asked?.reject(new LinkError(String(headers[CODE]), message));
      stream.resume();
    } else if (asked === undefined) stream.destroy();
    else asked.resolve(writeSingly(stream));
  }

  return {
    ready: ready.promise,
    dial(port) {
      return new Promise((resolve, reject) => {
        if (asking === undefined) {
          reject(new LinkError("ECONNREFUSED", "the container's network is not there"));
          return;
        }
        const id = String(++count);
        waiting.set(id, { resolve, reject });
        asking.write(`${id} ${port}\n`);
      });
    },
    close: () => session.destroy(),
  };
}

async function answer(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  reach: Reach,
): Promise<void> {
  if (headers[":method"] === "CONNECT") {
    await joined(stream, () => dialFor(reach, String(headers[HOST]), Number(headers[PORT])));
    return;
  }
  try {
    if (headers[":path"] !== RESOLVE) throw new Error(`no such question: ${headers[":path"]}`);
    const records = await reach.resolve(String(headers[NAME]), headers[TYPE] as RecordType);
    stream.respond({ ":status": 200 });
    stream.end(JSON.stringify(records));
  } catch (error) {
    refuse(stream, error);
  }
}
