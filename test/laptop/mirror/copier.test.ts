import { randomBytes } from "node:crypto";
import { once } from "node:events";
import http, { type IncomingMessage, request } from "node:http";
import http2 from "node:http2";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { buffer, text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Control } from "../../../src/laptop/agent/control.ts";
import { portServer } from "../../../src/laptop/agent/servePort.ts";
import { toLaptop, toOrigin } from "../../../src/laptop/agent/upstream.ts";
import type { Link } from "../../../src/laptop/link/link.ts";
import { copierTo } from "../../../src/laptop/mirror/copier.ts";
import { Copies } from "../../../src/laptop/mirror/copies.ts";
import { linkedLaptop } from "../agent/linkedLaptop.ts";

const MIB = 1024 * 1024;
/** More of Node's memory for a session than 10 MB. */
const LARGE = { maxSessionMemory: 1024 };

let control: Control;
let link: Link;
let agent: Server;
let local: Server;
let origin: Server;
let copies: Copies;
let told: string[];
/** What the local process has got: head and body. */
let copied: string[];
/** Sockets of the local process. */
let sockets: Set<Socket>;

beforeEach(async () => {
  ({ control, link } = await linkedLaptop(() => portOf(local)));
  told = [];
  copied = [];
  sockets = new Set();
  copies = new Copies((reason) => told.push(reason));
  const copier = copierTo(() => {
    const session = control.laptop();
    if (session === undefined) throw new Error("the laptop is away");
    return toLaptop(session, 80);
  }, copies);
  agent = portServer({
    ...{ holder: "ann@mac", mark: ["x-mark", "a"] },
    wayOf: () => ({ to: "origin", open: () => toOrigin("127.0.0.1", portOf(origin)), copier }),
  });
  await listening(agent);
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of [agent, local, origin]) server.close();
  link.close();
  control.close();
});

describe("HTTP/1.1", () => {
  beforeEach(async () => {
    origin = http.createServer(async (asked, answer) => {
      const { length } = await buffer(asked).catch(() => Buffer.alloc(0));
      answer.end(`origin ${asked.method} ${asked.url} ${length} ${asked.headers["x-mark"]}`);
    });
    await listening(origin);
  });

  test("the origin answers, and the local process gets the request as it was sent", async () => {
    await serveLocally();
    const headers = { "X-Preview": "ann", "content-length": 4 };
    expect(await ask("POST", "/p?q=1", headers, "body")).toBe("origin POST /p?q=1 4 a");
    await expect.poll(() => copied.length).toBe(1);
    expect(copied[0]).toMatch(/^POST \/p\?q=1 /);
    expect(copied[0]).toContain('"X-Preview","ann"');
    expect(copied[0]).not.toContain("x-mark");
    expect(copied[0]).toMatch(/ body$/);
    expect(told).toEqual([]);
  });

  test("requests without a body, and in chunks with trailers, are copied too", async () => {
    await serveLocally();
    expect(await ask("GET", "/a", {})).toBe("origin GET /a 0 a");
    const sent = request(optionsOf("PUT", "/b", { trailer: "X-T" }));
    sent.write("bo");
    sent.addTrailers({ "X-T": "1" });
    sent.end("dy");
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    expect(await text(answer)).toBe("origin PUT /b 4 a");
    await expect.poll(() => copied.length).toBe(2);
    expect(copied.map((one) => one.replace(/ .* /, " ")).sort()).toEqual(["GET ", "PUT body"]);
    expect(copied.join()).toContain('"X-T","1"');
  });

  test("a local process that never answers stops neither the origin's answers nor later copies", async () => {
    const seen: string[] = [];
    local = http.createServer(({ url = "" }) => seen.push(url));
    await listening(local);
    for (const path of ["/1", "/2", "/3"]) {
      expect(await ask("GET", path, {})).toBe(`origin GET ${path} 0 a`);
    }
    await expect.poll(() => seen.toSorted()).toEqual(["/1", "/2", "/3"]);
  });

  test("a local process that does not read is cut at the limit, and the origin has the whole body", async () => {
    await serveStalled();
    // More than the buffers of the system and of the link take.
    const size = 64 * MIB;
    const answer = ask("POST", "/big", { "content-length": size }, randomBytes(size));
    expect(await answer).toBe(`origin POST /big ${size} a`);
    expect(told).toEqual(["the laptop is too far behind"]);
    expect(copies.waiting).toBe(0);
  });

  test("a local port that refuses changes nothing, and is told", async () => {
    local = createServer();
    await listening(local);
    local.close();
    await once(local, "close");
    expect(await ask("POST", "/", { "content-length": 2 }, "ok")).toBe("origin POST / 2 a");
    await expect.poll(() => told).toEqual(["ECONNREFUSED"]);
  });

  test("a local process that closes without an answer changes nothing, and is told", async () => {
    local = http.createServer(({ socket }) => socket.destroy());
    await listening(local);
    expect(await ask("GET", "/", {})).toBe("origin GET / 0 a");
    await expect.poll(() => told).toEqual(["ECONNRESET"]);
  });

  test("a laptop that goes away during a copy changes nothing", async () => {
    await serveStalled();
    const sent = request(optionsOf("POST", "/", { "content-length": 4 }));
    sent.write("bo");
    await expect.poll(() => sockets.size).toBe(1);
    link.close();
    await expect.poll(() => control.laptop()).toBe(undefined);
    sent.end("dy");
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    expect(await text(answer)).toBe("origin POST / 4 a");
    expect(await ask("GET", "/later", {})).toBe("origin GET /later 0 a");
    expect(told.length).toBe(2);
  });

  test("a request that its caller breaks off is broken off in its copy, and is no failure", async () => {
    await serveStalled();
    const sent = request(optionsOf("POST", "/", { "content-length": 4 }));
    sent.on("error", () => {});
    sent.write("bo");
    await expect.poll(() => sockets.size).toBe(1);
    const [socket] = [...sockets] as [Socket];
    const closed = once(socket, "close");
    sent.destroy();
    socket.resume();
    await closed;
    expect(told).toEqual([]);
  });

  test("an upgrade goes to the origin alone", async () => {
    await serveLocally();
    const accepted =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket";
    origin.on("upgrade", (_, socket) => socket.end(`${accepted}\r\n\r\nws`));
    const sent = request(optionsOf("GET", "/ws", { connection: "Upgrade", upgrade: "websocket" }));
    sent.end();
    const [, socket, head] = await once(sent, "upgrade");
    expect(String(head) + (await text(socket))).toBe("ws");
    expect(await ask("GET", "/", {})).toBe("origin GET / 0 a");
    await expect.poll(() => copied.length).toBe(1);
    expect(copied[0]).toMatch(/^GET \/ /);
  });
});

describe("HTTP/2 and gRPC", () => {
  beforeEach(async () => {
    origin = http2.createServer(LARGE);
    origin.on("stream", (stream: http2.ServerHttp2Stream) => {
      stream.on("error", () => {});
      stream.respond({ ":status": 200 }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.pipe(stream);
    });
    await listening(origin);
  });

  test("the origin answers with its trailers, and the local process gets body and trailers", async () => {
    local = http2.createServer();
    local.on("stream", async (stream: http2.ServerHttp2Stream, headers) => {
      let trailers: http2.IncomingHttpHeaders = {};
      stream.on("trailers", (received) => {
        trailers = received;
      });
      const body = await text(stream);
      copied.push([headers[":path"], headers["x-preview"], trailers["x-t"], body].join(" "));
      stream.respond({ ":status": 200, "grpc-status": "13" }, { endStream: true });
    });
    await listening(local);
    const client = http2.connect(`http://127.0.0.1:${portOf(agent)}`);
    for (const body of ["one", "two"]) {
      const headers = { ":method": "POST", ":path": "/shop.Pay/Do", "x-preview": "ann" };
      const stream = client.request(headers, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "x-t": "1" }));
      const trailers = once(stream, "trailers");
      stream.end(body);
      expect(await text(stream)).toBe(body);
      expect((await trailers)[0]["grpc-status"]).toBe("0");
    }
    // Copies do not end with their caller.
    client.destroy();
    const expected = ["/shop.Pay/Do ann 1 one", "/shop.Pay/Do ann 1 two"];
    await expect.poll(() => copied).toEqual(expected);
    expect(told).toEqual([]);
  });

  test.each([
    ["its connection", ({ session }: http2.ServerHttp2Stream) => session?.destroy()],
    ["its session gracefully", ({ session }: http2.ServerHttp2Stream) => session?.close()],
    ["one stream without a code", (stream: http2.ServerHttp2Stream) => stream.close()],
    ["one stream with a code", (stream: http2.ServerHttp2Stream) => stream.close(8)],
  ])("a local process that closes %s, and does not answer, is told", async (_, close) => {
    local = http2.createServer();
    local.on("stream", (stream: http2.ServerHttp2Stream) => {
      stream.on("error", () => {});
      close(stream);
      // What lets a session end.
      stream.close();
    });
    await listening(local);
    const client = http2.connect(`http://127.0.0.1:${portOf(agent)}`);
    const stream = client.request({ ":method": "POST", ":path": "/shop.Pay/Do" });
    stream.end("ok");
    expect(await text(stream)).toBe("ok");
    await expect.poll(() => told).toEqual(["ECONNRESET"]);
    expect(copies.waiting).toBe(0);
    client.close();
  });

  test("an answer without a body is none that is told", async () => {
    local = http2.createServer((_, answer) => answer.writeHead(204).end());
    await listening(local);
    const client = http2.connect(`http://127.0.0.1:${portOf(agent)}`);
    const answered = once(local, "session").then(([session]) => once(session, "close"));
    const stream = client.request({ ":path": "/" });
    expect(await text(stream)).toBe("");
    link.close();
    await answered;
    client.close();
    expect(told).toEqual([]);
  });

  test("a local process that does not read is cut at the limit, and the stream goes on", async () => {
    await serveStalled();
    const client = http2.connect(`http://127.0.0.1:${portOf(agent)}`, LARGE);
    const stream = client.request({ ":method": "POST", ":path": "/shop.Pay/Do" });
    const body = randomBytes(32 * MIB);
    stream.end(body);
    expect((await buffer(stream)).equals(body)).toBe(true);
    expect(told).toEqual(["the laptop is too far behind"]);
    expect(copies.waiting).toBe(0);
    client.close();
  });

  test("a local port that refuses changes nothing, and the next copy is tried anew", async () => {
    local = createServer();
    await listening(local);
    local.close();
    await once(local, "close");
    const client = http2.connect(`http://127.0.0.1:${portOf(agent)}`);
    for (const count of [1, 2]) {
      const stream = client.request({ ":method": "POST", ":path": "/shop.Pay/Do" });
      stream.end("ok");
      expect(await text(stream)).toBe("ok");
      await expect.poll(() => told.length).toBe(count);
    }
    client.close();
  });
});

async function serveLocally(): Promise<void> {
  local = http.createServer(async (asked, answer) => {
    const body = await text(asked);
    const head = JSON.stringify([...asked.rawHeaders, ...asked.rawTrailers]);
    copied.push([asked.method, asked.url, head, body].join(" "));
    answer.writeHead(500).end("the local process fails");
  });
  await listening(local);
}

/** A local process that takes connections and reads nothing. */
async function serveStalled(): Promise<void> {
  local = createServer({ pauseOnConnect: true });
  await listening(local);
}

function optionsOf(method: string, path: string, headers: http.OutgoingHttpHeaders) {
  return { port: portOf(agent), host: "127.0.0.1", method, path, headers, agent: false };
}

async function ask(
  method: string,
  path: string,
  headers: http.OutgoingHttpHeaders,
  body?: string | Uint8Array,
): Promise<string> {
  const sent = request(optionsOf(method, path, headers));
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return text(answer);
}

async function listening(server: Server): Promise<void> {
  server.on("connection", (socket: Socket) => {
    if (server !== local) return;
    sockets.add(socket);
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 1;
}
