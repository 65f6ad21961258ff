import type { Socket, SocketConstructorOpts } from "node:net";

const net = process.getBuiltinModule("node:net");

/** As much as Node reads at once. Everything is taken out of it before the next connection is read. */
const shared = Buffer.allocUnsafe(65_536);

/** Members of a socket that Node does not document. */
interface Inner {
  _handle?: object | null;
  _server?: object | null;
}

/** Whether a connection can be taken over: every one that a server has accepted by itself. */
export function canTakeOver({ _handle }: Socket & Inner): boolean {
  return typeof _handle === "object" && _handle !== null;
}

/**
 * Returns a socket for an accepted connection that reads into a buffer which all connections share. By itself Node would
 * allocate 64 KiB for every read, a seventh of what a request costs. It has an option for that, `onread`, but not for the
 * sockets of a server. So the connection gets another socket, by the option `handle`, with which Node itself passes
 * connections between processes.
 *
 * @param take is given what is read, as Latin-1
 */
export function takeOver(accepted: Socket & Inner, take: (text: string) => void): Socket {
  const { _handle: handle, _server: server } = accepted;
  const callback = (length: number) => {
    take(shared.toString("latin1", 0, length));
    return true;
  };
  const options: SocketConstructorOpts = {
    allowHalfOpen: true,
    onread: { buffer: shared, callback },
  };
  const socket = new net.Socket(Object.assign(options, { handle }));
  // A closed socket tells its server, which counts them.
  Object.assign(socket, { server, _server: server });
  Object.assign(accepted, { _handle: null, _server: null });
  return socket;
}
