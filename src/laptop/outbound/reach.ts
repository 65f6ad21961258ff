import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { Link } from "../link/link.ts";
import { isLocal } from "../preload/isLocal.mjs";

/** What programs of this machine reach the cluster by. */
export type Reach = Pick<Link, "dial" | "resolve">;

/**
 * Opens a connection to where a program of this machine wants to go: to this machine itself, or else from the agent's
 * pod. There `localhost` would be the agent.
 */
export async function dialFor({ dial }: Reach, host: string, port: number): Promise<Duplex> {
  if (!isLocal(host)) return dial(host, port);
  const socket = connect({ host: "localhost", port, allowHalfOpen: true });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  return socket;
}
