import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { duplexPair } from "node:stream";
import { text } from "node:stream/consumers";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";

import type { Incoming, Outgoing } from "../../../src/server/http/exchanged.ts";
import { LIMITS, refuseBrokenRequest } from "../../../src/server/http/limits.ts";
import type { Handle } from "../../../src/server/lane/lane.ts";
import { createLaneServer } from "../../../src/server/lane/laneServer.ts";

const PLAIN = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

function answer(_request: Incoming, response: Outgoing): void {
  response.writeHead(200, ["content-length", "2"]);
  response.end("ok", "latin1");
}

/** Serves until the test is over. */
async function serve(handle: Handle, options: Partial<typeof LIMITS> = {}) {
  const server = createLaneServer({ ...LIMITS, ...options }, handle);
  server.on("clientError", refuseBrokenRequest).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
  let byNode = 0;
  server.on("request", () => void byNode++);
  const open = async () => {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => {});
    await once(socket, "connect");
    return socket;
  };
  return { server, open, byNode: () => byNode };
}

/** Sends a text, and returns what comes back first. */
async function ask(socket: Socket, sent: string): Promise<string> {
  socket.write(sent, "latin1");
  const [bytes] = await once(socket, "data");
  return String(bytes);
}

function connections(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}

describe("what node:http reads", () => {
  test.each([
    ["plain requests, one after the other", [PLAIN, PLAIN], 0],
    ["plain requests in one read", [PLAIN + PLAIN], 0],
    ["a plain body", ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"], 0],
    [
      "everything after another request",
      ["GET / HTTP/1.0\r\n\r\n".replace("1.0", "1.1\r\nHost: a\r\nTE: x"), PLAIN],
      2,
    ],
    ["a head in two reads", [PLAIN.slice(0, 20), PLAIN.slice(20)], 1],
    ["a body in two reads", ["PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na", "bc"], 1],
  ])("%s", async (_, pieces, expected) => {
    const { server, open, byNode } = await serve(answer);
    // The lane takes Node's handle from the socket that is accepted.
    const { promise: accepted, resolve } = Promise.withResolvers<{ bytesRead: number }>();
    server.prependListener("connection", (socket) => resolve(Reflect.get(socket, "_handle")));
    const socket = await open();
    const handle = await accepted;
    let received = "";
    socket.on("data", (bytes) => {
      received += bytes;
    });
    const answers = pieces.join("").split("HTTP/1.1").length - 1;
    for (const piece of pieces) {
      const read = handle.bytesRead + piece.length;
      socket.write(piece);
      // Each piece is a read of its own.
      while (handle.bytesRead < read) await turn();
    }
    await expect.poll(() => received.split("200 OK").length - 1).toBe(answers);
    expect(byNode()).toBe(expected);
  });
});

test("a connection that is no socket of Node's is left to node:http", async () => {
  const { server, byNode } = await serve(answer);
  const [client, accepted] = duplexPair();
  server.emit("connection", accepted);
  client.write(PLAIN);
  const [bytes] = await once(client, "data");
  expect(String(bytes)).toContain("200 OK");
  expect(byNode()).toBe(1);
});

test("a request that is sent before the answer to another one waits for it, and node:http keeps the order", async () => {
  const waiting: Outgoing[] = [];
  const { open, byNode } = await serve((request, response) => {
    if (request.url === "/late") waiting.push(response);
    else answer(request, response);
  });
  const socket = await open();
  socket.write(PLAIN.replace("/", "/late"));
  await expect.poll(() => waiting.length).toBe(1);
  socket.write(PLAIN);
  await expect.poll(byNode).toBe(2);
  const [late] = waiting;
  late?.writeHead(200, ["content-length", "4"]);
  late?.end("late", "latin1");
  let received = "";
  for await (const bytes of socket) {
    received += bytes;
    if (received.endsWith("ok")) break;
  }
  expect(received.match(/late|ok/g)).toEqual(["late", "ok"]);
});

describe("a client that goes away", () => {
  test.each(["destroy", "end"] as const)("by %s is told to who makes its answer", async (how) => {
    const told: boolean[] = [];
    const { server, open } = await serve((_, response) => {
      response.once("close", () => told.push(response.headersSent));
    });
    const socket = await open();
    socket.write(PLAIN);
    await expect.poll(() => connections(server)).toBe(1);
    await turn();
    socket[how]();
    await expect.poll(() => told).toEqual([false]);
    await expect.poll(() => connections(server)).toBe(0);
  });

  test("while its connection is left to node:http is told as well", async () => {
    let told = 0;
    const { open } = await serve((request, response) => {
      response.once("close", () => told++);
      response.writeHead(200, []);
      response.write("part of a body");
      request.socket.destroy();
    });
    (await open()).write(PLAIN);
    await expect.poll(() => told).toBe(1);
  });
});

describe("limits", () => {
  const patience = { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 10 };

  test.each([
    "",
    "GET / HTTP/1.1\r\nHost: a\r\nx: ",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{",
  ])("a client that never ends %j gets 408", async (begun) => {
    const { open } = await serve(answer, patience);
    const socket = await open();
    if (begun !== "") socket.write(begun);
    expect(await text(socket)).toMatch(/HTTP\/1\.1 408 /);
  });

  test("an idle connection is closed", async () => {
    const times = { keepAliveTimeout: 20, connectionsCheckingInterval: 510 };
    const { open } = await serve(answer, times);
    const socket = await open();
    // Two checks are a second, by which node:http waits longer; the third one closes.
    expect(await ask(socket, PLAIN)).toContain("Keep-Alive: timeout=0\r\n");
    expect(await ask(socket, PLAIN)).toContain("200 OK");
    await once(socket, "close");
  });

  test("a client that sends and does not read is stopped", async () => {
    const { server, open } = await serve((_, response) => {
      response.writeHead(200, ["content-length", "65536"]);
      response.end(Buffer.alloc(65_536));
    });
    const accepted = once(server, "connection");
    const socket = await open();
    await accepted;
    socket.pause();
    const many = PLAIN.repeat(10_000);
    for (let sent = 0; sent < 200 && socket.writableLength < 10_000_000; sent++) {
      socket.write(many);
      await turn();
    }
    // A server that reads on would have taken all of them.
    expect(socket.writableLength).toBeGreaterThan(10_000_000);
  });
});

describe("closing", () => {
  test("idle connections are closed, and one whose request waits is not", async () => {
    const waiting: Outgoing[] = [];
    const { server, open } = await serve((request, response) => {
      if (request.url === "/late") waiting.push(response);
      else answer(request, response);
    });
    const [idle, busy, silent] = [await open(), await open(), await open()];
    await ask(idle, PLAIN);
    busy.write(PLAIN.replace("/", "/late"));
    await expect.poll(() => waiting.length).toBe(1);
    server.closeIdleConnections();
    await once(idle.resume(), "close");
    waiting[0]?.writeHead(200, ["content-length", "2", "connection", "close"]);
    waiting[0]?.end("ok", "latin1");
    expect(await text(busy)).toMatch(/\r\nconnection: close\r\nDate: [^\r]*\r\n\r\nok$/);
    expect(await ask(silent, PLAIN)).toContain("200 OK");
    expect(await connections(server)).toBe(1);
    server.closeAllConnections();
    await once(silent.resume(), "close");
    await expect.poll(() => connections(server)).toBe(0);
  });
});
