import { connect, type Socket } from "node:net";

/**
 * Opens a TCP connection whose directions end separately.
 *
 * @throws {Error} with Node's code
 */
export function connectTo(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    socket.once("error", (error: AggregateError | Error) => {
      // Several addresses were tried. The last one's reason stands for all.
      reject(error instanceof AggregateError ? error.errors.at(-1) : error);
    });
    socket.once("connect", () => resolve(socket));
  });
}
