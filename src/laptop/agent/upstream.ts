import { lookup } from "node:dns/promises";
import type { ClientRequest } from "node:http";
import type { ClientHttp2Session } from "node:http2";
import { connect, type LookupFunction } from "node:net";
import { Duplex } from "node:stream";
import { PORT } from "../link/headers.ts";
import { refusalIn } from "../link/refusal.ts";
import { writeSingly } from "../link/writeSingly.ts";

// An import would load Node's fetch too.
const { Agent } = process.getBuiltinModule("node:http");

/** A name that does not take a connection within this time is passed over, in milliseconds. A packet is sent again after 1 s. */
const PATIENCE = 1_500;

/** Opens a connection to the laptop's local port for a port of the Service. What it is sent waits in the link. */
export function toLaptop(session: ClientHttp2Session, port: number): Duplex {
  if (session.closed || session.destroyed) {
    return new Duplex({ read() {} }).destroy(new Error("the link was lost"));
  }
  const headers = { ":method": "CONNECT", ":authority": "laptop", [PORT]: String(port) };
  const stream = writeSingly(session.request(headers));
  stream.once("response", (answer) => {
    const refusal = refusalIn(answer);
    if (refusal !== undefined) stream.destroy(refusal);
  });
  return stream;
}

/** Opens a connection to the origin, by its name as any client does. */
export function toOrigin(host: string, port: number): Duplex {
  return connect({ host, port, noDelay: true, allowHalfOpen: true });
}

/**
 * Opens a connection to the first of several names that takes it: those that do not exist, refuse, or do not answer in
 * time are passed over. The last one has all the time that it takes.
 */
export function toFirst(hosts: readonly string[], port: number): Duplex {
  const [host = "", ...others] = hosts;
  if (others.length === 0) return toOrigin(host, port);
  return connect({
    ...{ host, port, noDelay: true, allowHalfOpen: true },
    // Node tries all addresses that it is given, one after another.
    ...{ lookup: addressesOf(hosts), autoSelectFamily: true },
    autoSelectFamilyAttemptTimeout: PATIENCE,
  });
}

function addressesOf(hosts: readonly string[]): LookupFunction {
  return async (_name, _options, done) => {
    const found = await Promise.allSettled(hosts.map((host) => lookup(host, { all: true })));
    const addresses = found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    const last = found.at(-1);
    if (addresses.length === 0 && last?.status === "rejected") done(last.reason, []);
    else done(null, addresses);
  };
}

/** One connection that is used for request after request, as the caller's own is. */
export class OneConnection extends Agent {
  readonly #open: () => Duplex;

  constructor(open: () => Duplex) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#open = open;
  }

  /** Node holds and releases what is idle, which streams of the link cannot be told. */
  override createConnection(): Duplex {
    const socket = this.#open();
    return "ref" in socket ? socket : Object.assign(socket, { ref: () => socket });
  }

  /** Whoever ends while nothing is asked will answer nothing more. */
  override keepSocketAlive(socket: Duplex): boolean {
    socket.once("end", destroyIdle);
    return !socket.readableEnded;
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    socket.off("end", destroyIdle);
    // Takes off what Node has put on against data that comes while nothing is asked.
    super.reuseSocket(socket, request);
  }
}

function destroyIdle(this: Duplex): void {
  this.destroy();
}
