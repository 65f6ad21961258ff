import type { Duplex } from "node:stream";
import { connectTo } from "../link/connectTo.ts";
import type { Link } from "../link/link.ts";
import { isLocal } from "../preload/isLocal.mjs";

/** What programs of this machine reach the cluster by. */
export type Reach = Pick<Link, "dial" | "resolve">;

/**
 * Opens a connection to where a program of this machine wants to go: to this machine itself, or else from the agent's
 * pod. There `localhost` would be the agent.
 */
export function dialFor({ dial }: Reach, host: string, port: number): Promise<Duplex> {
  return isLocal(host) ? connectTo("localhost", port) : dial(host, port);
}
