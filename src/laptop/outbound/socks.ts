import { once } from "node:events";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { join as splice } from "../link/join.ts";
import { areRight, type Credentials } from "./credentials.ts";

/** SOCKS 5 (RFC 1928), and its sub-negotiation of user and password (RFC 1929). */
const VERSION = 5;
const WITH_PASSWORD = 2;
const NO_METHOD = 0xff;
const CONNECT = 1;
const ADDRESS = { ipv4: 1, name: 3, ipv6: 4 };
const REPLY = { done: 0, failure: 1, hostUnreachable: 4, refused: 5, noSuchCommand: 7 };

/** Node's codes of failures that have a reply of their own. */
const REPLIES: Record<string, number> = {
  ENOTFOUND: REPLY.hostUnreachable,
  EHOSTUNREACH: REPLY.hostUnreachable,
  ECONNREFUSED: REPLY.refused,
};

/**
 * Serves a client of SOCKS 5 that has sent nothing yet or whose bytes are unread. Names are resolved by `dial`, as
 * `socks5h` asks for.
 */
export async function serveSocks(
  socket: Socket,
  credentials: Credentials,
  dial: (host: string, port: number) => Promise<Duplex>,
): Promise<void> {
  const [, count = 0] = await read(socket, 2);
  const methods = await read(socket, count);
  if (!methods.includes(WITH_PASSWORD)) return void socket.end(Buffer.from([VERSION, NO_METHOD]));
  socket.write(Buffer.from([VERSION, WITH_PASSWORD]));

  const [, userLength = 0] = await read(socket, 2);
  const user = await read(socket, userLength);
  const [passwordLength = 0] = await read(socket, 1);
  const password = await read(socket, passwordLength);
  if (!areRight(credentials, `${user}:${password}`)) return void socket.end(Buffer.from([1, 1]));
  socket.write(Buffer.from([1, 0]));

  const [, command, , type] = await read(socket, 4);
  const host = await readHost(socket, type);
  const port = (await read(socket, 2)).readUInt16BE();
  if (command !== CONNECT || host === undefined) {
    return void socket.end(replyOf(REPLY.noSuchCommand));
  }
  try {
    const dialled = await dial(host, port);
    socket.write(replyOf(REPLY.done));
    splice(socket, dialled);
  } catch (error) {
    socket.end(replyOf(REPLIES[Object(error).code] ?? REPLY.failure));
  }
}

async function readHost(socket: Socket, type: number | undefined): Promise<string | undefined> {
  if (type === ADDRESS.ipv4) return [...(await read(socket, 4))].join(".");
  if (type === ADDRESS.name) {
    const [length = 0] = await read(socket, 1);
    return String(await read(socket, length));
  }
  if (type !== ADDRESS.ipv6) return undefined;
  const bytes = await read(socket, 16);
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at).toString(16));
  return groups.join(":");
}

/** The address that the connection was made from is nobody's business. */
function replyOf(code: number): Buffer {
  return Buffer.from([VERSION, code, 0, ADDRESS.ipv4, 0, 0, 0, 0, 0, 0]);
}

/** @throws {Error} when the client ends before */
async function read(socket: Socket, length: number): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0);
  for (;;) {
    const bytes: Buffer | null = socket.read(length);
    if (bytes !== null && bytes.length === length) return bytes;
    if (socket.readableEnded || socket.destroyed) throw new Error("the client has hung up");
    await once(socket, "readable");
  }
}
