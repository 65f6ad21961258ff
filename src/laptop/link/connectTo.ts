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

/**
 * Opens a connection to a port of this machine: by IPv4, and where nobody listens there by IPv6, which alone is what
 * `localhost` is to some programs.
 *
 * @throws {Error} with Node's code
 */
export async function connectHere(port: number): Promise<Socket> {
  try {
    return await connectTo("127.0.0.1", port);
  } catch (error) {
    return connectTo("::1", port).catch(() => {
      throw error;
    });
  }
}
