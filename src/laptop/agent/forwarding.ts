import type { Duplex } from "node:stream";
import type { RequestHeaders } from "../../routing/headerText.ts";
import type { Copier } from "../mirror/copier.ts";

/** Where one request goes, and how a connection there is made. */
export type Way =
  | {
      to: "laptop" | "origin";
      open(): Duplex;
      /** What `open` opens now, where that may change: a connection that was opened for another value is not used. */
      by?: string | undefined;
      /** Who gets a copy of the request. */
      copier?: Copier;
    }
  /** Nowhere: it was returned to the origin, and has come back. */
  | { to: "nobody" };

/** Returns a name for the connections on which requests of a way may follow each other. */
export function connectionName({ to, by = "" }: { to: string; by?: string | undefined }): string {
  return `${to} ${by}`;
}

/** What a port of the agent does with its requests. */
export interface Forwarding {
  /** @param target as it is on the wire: path and query */
  wayOf(headers: RequestHeaders, method?: string, target?: string): Way;
  /** The header that marks what is returned to the origin: name and value. Empty where nothing can come back. */
  mark: readonly [name: string, value: string] | readonly [];
  /** Whose laptop it is, for people. */
  holder: string;
}
