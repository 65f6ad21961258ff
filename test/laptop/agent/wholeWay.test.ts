import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { Agent, createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo, createServer as createTcpServer } from "node:net";
import { type Duplex, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Control } from "../../../src/laptop/agent/control.ts";
import { portServer } from "../../../src/laptop/agent/servePort.ts";
import { toLaptop } from "../../../src/laptop/agent/upstream.ts";
import type { Link } from "../../../src/laptop/link/link.ts";
import { linkedLaptop } from "./linkedLaptop.ts";

const MB = 1024 * 1024;
const SIZE = 48 * MB;
/** What may lie in the windows of the link and in the kernel's buffers, of what nobody reads. */
const WAITING = 24 * MB;

let local: Server;
let control: Control;
let link: Link;
let agent: ReturnType<typeof createTcpServer>;
let caller: Agent;
/** The agent's connections to the laptop. */
let streams: Duplex[];
/** Bytes that the sender has been asked for. */
let taken: number;
/** Resolved by a test when its reader goes on. */
let go: PromiseWithResolvers<void>;

beforeEach(async () => {
  taken = 0;
  streams = [];
  go = Promise.withResolvers();
  caller = new Agent({ keepAlive: true });
  local = createServer(async (asked, answer) => {
    if (asked.url === "/down") Readable.from(blocks()).pipe(answer);
    else if (asked.url === "/up") {
      await go.promise;
      answer.end(await hashOf(asked));
    } else answer.end("laptop");
  });
  await listening(local);
  ({ control, link } = await linkedLaptop(() => portOf(local)));
  agent = portServer({
    holder: "ann@mac",
    mark: ["x-understudy-returned-by", "payments-laptop-ann.shop"],
    wayOf() {
      const session = control.laptop();
      if (session === undefined) return { to: "nobody" };
      const open = () => {
        const stream = toLaptop(session, 80);
        streams.push(stream);
        return stream;
      };
      return { to: "laptop", open };
    },
  });
  await listening(agent);
  await link.ready();
});

afterEach(() => {
  caller.destroy();
  link.close();
  control.close();
  for (const server of [agent, local]) server.close();
});

describe("through the agent, the link and the local port", () => {
  test("an answer that the caller does not read waits at its sender, stops no other request, and comes whole", async () => {
    const answer = await open("/down");
    await standstill();
    expect(taken).toBeLessThan(WAITING);
    expect(await text(await open("/"))).toBe("laptop");
    expect(await hashOf(answer)).toBe(expected());
  });

  test("a body that the local process does not read waits at its sender, stops no other request, and comes whole", async () => {
    const options = { host: "127.0.0.1", port: portOf(agent), path: "/up", method: "POST" };
    const sent = request(options);
    const answered = once(sent, "response");
    Readable.from(blocks()).pipe(sent);
    await standstill();
    expect(taken).toBeLessThan(WAITING);
    expect(await text(await open("/"))).toBe("laptop");
    go.resolve();
    const [answer] = await answered;
    expect(await text(answer)).toBe(expected());
  });

  test("a connection that is kept has no more listeners after many requests than after two", async () => {
    const listeners = () =>
      streams.map((stream) => stream.eventNames().map((name) => stream.listenerCount(name)));
    for (let i = 0; i < 2; i++) await text(await open("/"));
    const before = listeners();
    for (let i = 0; i < 20; i++) await text(await open("/"));
    await expect.poll(() => listeners()).toEqual(before);
  });

  test("short requests leave no descriptors behind, whether their connections are kept or not", async () => {
    await text(await open("/"));
    const before = descriptors();
    for (let i = 0; i < 200; i++) {
      await text(await open("/"));
      await text(await open("/", new Agent()));
    }
    await expect.poll(() => descriptors()).toBe(before);
  });
});

function open(path: string, through = caller): Promise<IncomingMessage> {
  const options = { host: "127.0.0.1", port: portOf(agent), path, agent: through };
  return new Promise((resolve, reject) => {
    request(options, resolve).on("error", reject).end();
  });
}

/** Resolves when the sender is asked for nothing more. */
async function standstill(): Promise<void> {
  let last: number;
  do {
    last = taken;
    await setTimeout(100);
  } while (taken === 0 || taken !== last);
}

/** No two blocks are equal: one that is lost, twice there or in another place changes the hash. */
function* blocks(): Generator<Buffer> {
  for (taken = 0; taken < SIZE; taken += 65_536) yield blockAt(taken);
}

function blockAt(at: number): Buffer {
  const block = Buffer.alloc(65_536, "understudy");
  block.writeUInt32BE(at);
  return block;
}

function expected(): string {
  const hash = createHash("sha256");
  for (let at = 0; at < SIZE; at += 65_536) hash.update(blockAt(at));
  return hash.digest("hex");
}

async function hashOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest("hex");
}

function descriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<void> {
  await once(server.listen(0, "127.0.0.1"), "listening");
}

function portOf(server: Server | ReturnType<typeof createTcpServer>): number {
  return (server.address() as AddressInfo).port;
}
