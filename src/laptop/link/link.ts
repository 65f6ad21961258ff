import type { Duplex } from "node:stream";
import type { Identity } from "./identity.ts";

/** A kind of DNS record. */
export type RecordType = "A" | "AAAA" | "CNAME" | "MX" | "NS" | "PTR" | "SRV" | "TXT";

/** What a link is doing, in the order in which it happens: `up` and `lost` follow each other until `closed`. */
export type LinkState =
  /** The agent answers. `roundTrip` is in milliseconds. */
  | { state: "up"; roundTrip: number }
  /** The agent does not answer, or cannot be reached; another attempt follows by itself. */
  | { state: "lost"; reason: string }
  /** It ended by `close`, or the agent refuses this laptop for good. */
  | { state: "closed"; reason?: string };

/** A connection to the agent in the cluster, which is made again by itself until it is closed. */
export interface Link {
  /**
   * Opens a TCP connection from the agent's pod: with its DNS (short names and search list too) and its identity in the
   * mesh. Both directions end separately.
   *
   * @throws {LinkError} with Node's code of what happened in the pod (`ENOTFOUND`, `ECONNREFUSED`, …), or `ELINKLOST`
   */
  dial(host: string, port: number): Promise<Duplex>;
  /**
   * Looks a name up from the agent's pod. Addresses come as its programs get them (`getaddrinfo`: search list,
   * `/etc/hosts`), as texts; other records as Node's `dns.resolve` returns them.
   *
   * @throws {LinkError} with Node's code (`ENOTFOUND`, `ENODATA`, …), or `ELINKLOST`
   */
  resolve(name: string, type: RecordType): Promise<unknown[]>;
  /**
   * Returns how many requests of the intercept the agent's program has sent to this laptop. A program that is started again
   * counts from zero.
   *
   * @throws {LinkError} also when the agent is about to end
   */
  requests(): Promise<number>;
  /**
   * Has the agent send this laptop no more requests. Those under way are answered, and the laptop goes on to ask. A link
   * that is lost meanwhile is made again without requests.
   *
   * @throws {LinkError}
   */
  release(): Promise<void>;
  /** Returns the state now. Before the first attempt has ended it is `lost`. */
  state(): LinkState;
  /** Resolves when the agent answers; rejects if the link is closed before. */
  ready(): Promise<void>;
  /** Ends the link, and all connections through it. */
  close(): void;
}

/** How a link is made. */
export interface LinkOptions {
  /**
   * Opens a byte stream to the agent's control port: through the API server, or directly in tests. A LinkError with the
   * code `EGONE` says that there will never be one, and closes the link.
   */
  open(): Promise<Duplex>;
  /** This laptop's key pair, which the agent knows. */
  identity: Identity;
  /**
   * Called for each connection that the agent has for this laptop; returns what it is joined to. A rejection is told to
   * the agent with its code.
   *
   * @param port the port of the intercepted Service
   */
  accept?(port: number): Promise<Duplex>;
  /** Called at each change of state. */
  onState?(state: LinkState): void;
}

/** A failure of something that was asked through a link. */
export class LinkError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "LinkError";
    this.code = code;
  }
}
