import { connect, type Socket } from "node:net";

/**
 * Opens a TCP connection whose directions end separately.
 *
 * @param localAddress of this end; by default the kernel chooses it
 * @throws {Error} with Node's code
 */
export function connectTo(host: string, port: number, localAddress?: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const options = { host, port, allowHalfOpen: true, noDelay: true };
    const socket = connect({ ...options, ...(localAddress !== undefined && { localAddress }) });
    socket.once("error", (error: AggregateError | Error) => {
      // Several addresses were tried. The last one's reason stands for all.
      reject(error instanceof AggregateError ? error.errors.at(-1) : error);
    });
    socket.once("connect", () => resolve(socket));
  });
}
