import { createHash } from "node:crypto";
import { once } from "node:events";
import { Agent, get, type IncomingMessage, request } from "node:http";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { blocks, hashOf } from "./laptopServer.ts";

const KEYED = { host: "payments", "x-preview": "ann" };

const kept = new Agent({ keepAlive: true, maxSockets: 2000 });

/** Where requests are sent. */
export interface Target {
  host: string;
  port: number;
}

export function open({ host, port }: Target, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ host, port, path, headers: KEYED, agent: kept }, resolve).on("error", reject);
  });
}

export async function ask(target: Target, path = "/"): Promise<string> {
  const body = await text(await open(target, path));
  if (body !== "here") throw new Error(`somebody else answers: ${body}`);
  return body;
}

export async function roundTrips(target: Target): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < 110; i++) {
    const began = performance.now();
    await ask(target);
    // The first ones find out what is idle.
    if (i >= 10) times.push(performance.now() - began);
  }
  return times;
}

export async function many(target: Target, count: number): Promise<void> {
  let left = count;
  const work = async () => {
    while (left-- > 0) await ask(target);
  };
  await Promise.all(Array.from({ length: 20 }, work));
}

export async function download(target: Target, bytes: number, isSlow: boolean): Promise<boolean> {
  const expected = expectedHash(bytes);
  return (await hashOf(await open(target, `/down/${bytes}`), isSlow)) === expected;
}

export async function upload(
  { host, port }: Target,
  bytes: number,
  isSlow: boolean,
): Promise<boolean> {
  const sent = request({
    host,
    port,
    path: isSlow ? "/up/slow" : "/up",
    method: "POST",
    headers: KEYED,
  });
  const answer = once(sent, "response");
  await pipeline(Readable.from(blocks(bytes)), sent);
  const [response] = await answer;
  return (await text(response)) === expectedHash(bytes);
}

function expectedHash(bytes: number): string {
  const hash = createHash("sha256");
  for (const block of blocks(bytes)) hash.update(block);
  return hash.digest("hex");
}

export async function upgrade({ host, port }: Target): Promise<Socket> {
  const socket = connect(port, host);
  const headers = Object.entries({ ...KEYED, connection: "Upgrade", upgrade: "websocket" });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /echo HTTP/1.1\r\n${lines.join("")}\r\n`);
  const [head] = await once(socket, "data");
  if (!String(head).includes(" 101 ")) throw new Error(`not upgraded: ${head}`);
  return socket;
}

export async function echo(socket: Socket, message: string): Promise<boolean> {
  socket.write(message);
  const [answer] = await once(socket, "data");
  return String(answer) === message;
}
