import { once } from "node:events";
import http2 from "node:http2";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Way } from "../../../src/laptop/agent/forwarding.ts";
import { portServer } from "../../../src/laptop/agent/servePort.ts";
import { toOrigin } from "../../../src/laptop/agent/upstream.ts";

let service: Server | http2.Http2Server;
let agent: Server;
let to: Way["to"];
const servers: { close(): unknown }[] = [];

beforeEach(async () => {
  to = "laptop";
  agent = portServer({
    holder: "ann@mac",
    mark: ["x-understudy-returned-by", "payments-laptop-ann.shop"],
    wayOf: () =>
      to === "nobody" ? { to } : { to, open: () => toOrigin("127.0.0.1", portOf(service)) },
  });
  await listening(agent);
});

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe("HTTP/1.1", () => {
  test("a request and its answer come through byte for byte: order, case and repetition of headers", async () => {
    const answer =
      "HTTP/1.1 201 Made It\r\nX-Second: 2é\r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\nok";
    const { seen } = await serveRaw(answer);
    const asked =
      "POST /p?q=%20a HTTP/1.1\r\nHost: payments\r\nX-b: 1é\r\nx-B: 2\r\nX-Forwarded-For: 1.2.3.4\r\nContent-Length: 4\r\n\r\nbody";
    expect(await exchange(asked)).toBe(answer);
    expect(await seen).toBe(asked);
  });

  test("chunks and trailers come through, and an answer that ends with its connection", async () => {
    const answer = "HTTP/1.1 200 OK\r\nX-Y: 1\r\n\r\nuntil the end";
    const { seen } = await serveRaw(answer, { ends: true });
    const asked =
      "POST / HTTP/1.1\r\nHost: payments\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n4\r\nbody\r\n0\r\nX-T: 1\r\n\r\n";
    expect(await exchange(asked)).toBe(answer);
    expect(await seen).toBe(asked);
  });

  test("what is returned to the origin has the mark, and nothing else is changed", async () => {
    to = "origin";
    const answer = "HTTP/1.1 204 No Content\r\n\r\n";
    const { seen } = await serveRaw(answer);
    expect(await exchange("GET / HTTP/1.1\r\nHost: payments\r\nX-Preview: ann\r\n\r\n")).toBe(
      answer,
    );
    expect(await seen).toBe(
      "GET / HTTP/1.1\r\nHost: payments\r\nX-Preview: ann\r\nx-understudy-returned-by: payments-laptop-ann.shop\r\n\r\n",
    );
  });

  test("a connection carries request after request, with bodies too, and to the service it is one", async () => {
    let connections = 0;
    await serve((socket) => {
      connections++;
      socket.on("data", (data) => {
        // Head and body may come one after the other.
        if (!String(data).endsWith("body")) return;
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      });
    });
    const socket = connect(portOf(agent), "127.0.0.1");
    for (let i = 0; i < 20; i++) {
      socket.write("POST / HTTP/1.1\r\nHost: payments\r\nContent-Length: 4\r\n\r\nbody");
      let received = "";
      while (!received.endsWith("\r\n\r\nok")) {
        received += String((await once(socket, "data"))[0]);
      }
      expect(received).toMatch(/^HTTP\/1.1 200 /);
    }
    expect(connections).toBe(1);
    socket.destroy();
  });

  test("an answer that streams arrives while it is written", async () => {
    let end = () => {};
    await serve((socket) => {
      socket.once("data", () => {
        socket.write(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
        );
        socket.write("9\r\ndata: 1\n\n\r\n");
        end = () => socket.end("0\r\n\r\n");
      });
    });
    const socket = toOrigin("127.0.0.1", portOf(agent));
    socket.write("GET / HTTP/1.1\r\nHost: payments\r\n\r\n");
    let received = "";
    while (!received.includes("data: 1")) received += String((await once(socket, "data"))[0]);
    end();
    while (!received.endsWith("0\r\n\r\n")) received += String((await once(socket, "data"))[0]);
    socket.destroy();
  });

  test("after an upgrade bytes go both ways, and each direction ends by itself", async () => {
    await serve((socket) => {
      socket.once("data", () => {
        socket.write(
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        );
        socket.pipe(socket);
      });
    });
    const socket = connect({ port: portOf(agent), host: "127.0.0.1", allowHalfOpen: true });
    socket.write(
      "GET /ws HTTP/1.1\r\nHost: payments\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    expect(String((await once(socket, "data"))[0])).toContain("101 Switching Protocols");
    socket.end("frames");
    expect(await text(socket)).toBe("frames");
  });

  test("a connection whose upgrade the service does not take ends with the answer: the next request may be another's", async () => {
    const answer = "HTTP/1.1 200 OK\r\nX-Y: 1\r\nTransfer-Encoding: chunked\r\n";
    const { seen } = await serveRaw(`${answer}Connection: keep-alive\r\n\r\n2\r\nok\r\n0\r\n\r\n`);
    const asked =
      "POST / HTTP/1.1\r\nHost: p\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: A\r\nContent-Length: 4\r\n\r\nbody";
    expect(await exchange(asked)).toBe(`${answer}connection: close\r\n\r\n2\r\nok\r\n0\r\n\r\n`);
    expect(await seen).toBe(asked);
  });

  test("a caller of HTTP/1.0 gets an answer without chunks, which ends with its connection", async () => {
    await serveRaw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
    expect(await exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")).toBe(
      "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nok",
    );
  });

  test("what a request expects is the service's business", async () => {
    const answer = "HTTP/1.1 204 No Content\r\n\r\n";
    const { seen } = await serveRaw(answer);
    const asked = "GET / HTTP/1.1\r\nHost: p\r\nExpect: tea\r\n\r\n";
    expect(await exchange(asked)).toBe(answer);
    expect(await seen).toBe(asked);
  });

  test("the service is asked before a body that waits for it", async () => {
    await serve((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 100 Continue\r\n\r\n");
        socket.once("data", () => socket.write("HTTP/1.1 204 No Content\r\n\r\n"));
      });
    });
    const socket = connect(portOf(agent), "127.0.0.1");
    socket.write("PUT / HTTP/1.1\r\nHost: p\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    expect(String((await once(socket, "data"))[0])).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write("ok");
    expect(String((await once(socket, "data"))[0])).toBe("HTTP/1.1 204 No Content\r\n\r\n");
    socket.destroy();
  });

  test("a local port that refuses is 502 with a problem that names the laptop", async () => {
    await serve(() => {});
    service.close();
    const response = await fetch(`http://127.0.0.1:${portOf(agent)}/`);
    expect(response.status).toBe(502);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect((await problemOf(response)).detail).toContain("ann@mac");
  });

  test("a connection that breaks before the answer is 502, and in the middle of it an end", async () => {
    await serve((socket) => socket.once("data", () => socket.destroy()));
    const url = `http://127.0.0.1:${portOf(agent)}/`;
    expect((await fetch(url)).status).toBe(502);
    service.close();
    await serve((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", () => socket.destroy());
      });
    });
    const response = await fetch(url);
    await expect(response.text()).rejects.toThrow("terminated");
  });

  test("a returned request that comes back is 502, and does not go round", async () => {
    to = "nobody";
    const response = await fetch(`http://127.0.0.1:${portOf(agent)}/`);
    expect((await problemOf(response)).detail).toContain("come back");
  });
});

describe("HTTP/2", () => {
  test("gRPC comes through with its trailers, and streams both ways", async () => {
    service = http2.createServer();
    service.on("stream", (stream, headers) => {
      stream.respond({ ":status": 200, "x-path": headers[":path"] }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "7" }));
      stream.pipe(stream);
    });
    await listening(service);
    const client = http2.connect(`http://127.0.0.1:${portOf(agent)}`);
    const stream = client.request({ ":method": "POST", ":path": "/shop.Pay/Do", te: "trailers" });
    stream.write("one");
    const [headers] = await once(stream, "response");
    expect(headers["x-path"]).toBe("/shop.Pay/Do");
    expect(String((await once(stream, "data"))[0])).toBe("one");
    const trailers = once(stream, "trailers");
    stream.end("two");
    expect(await text(stream)).toBe("two");
    expect((await trailers)[0]["grpc-status"]).toBe("7");
    client.close();
  });

  test("a status without a body, and a service that refuses, are told as gRPC tells it", async () => {
    service = http2.createServer();
    service.on("stream", (stream) => {
      stream.respond({ ":status": 200, "grpc-status": "5" }, { endStream: true });
    });
    await listening(service);
    const client = http2.connect(`http://127.0.0.1:${portOf(agent)}`);
    const call = async () => {
      const stream = client.request({ ":method": "POST", "content-type": "application/grpc" });
      stream.end();
      stream.resume();
      const [headers] = await once(stream, "response");
      return headers["grpc-status"];
    };
    expect(await call()).toBe("5");
    client.close();
    service.close();
    await once(service, "close");
    const later = http2.connect(`http://127.0.0.1:${portOf(agent)}`);
    const stream = later.request({ ":method": "POST", "content-type": "application/grpc" });
    stream.end();
    expect((await once(stream, "response"))[0]["grpc-status"]).toBe("14");
    later.close();
  });

  test("a service that resets a stream, or goes away, ends the request and never holds it", async () => {
    service = http2.createServer();
    service.on("stream", (stream: http2.ServerHttp2Stream, { ":path": path }) => {
      stream.on("error", () => {});
      if (path === "/middle" || path === "/gone-middle") {
        stream.respond({ ":status": 200 }, { waitForTrailers: true });
        stream.write("half");
      }
      setImmediate(() => {
        if (path?.startsWith("/gone")) stream.session?.destroy();
        else stream.close(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM);
      });
    });
    await listening(service);
    const client = http2.connect(`http://127.0.0.1:${portOf(agent)}`);
    const call = async (path: string, type = "application/grpc") => {
      const stream = client.request({ ":path": path, "content-type": type });
      stream.on("error", () => {}).resume();
      let status: unknown;
      stream.once("response", (headers) => {
        status = headers["grpc-status"] ?? headers[":status"];
      });
      await new Promise((resolve) => stream.once("close", resolve));
      return [status, stream.rstCode];
    };
    const { NGHTTP2_ENHANCE_YOUR_CALM: CALM, NGHTTP2_INTERNAL_ERROR: LOST } = http2.constants;
    expect(await call("/before")).toEqual([undefined, CALM]);
    expect(await call("/middle")).toEqual([200, CALM]);
    expect(await call("/gone")).toEqual(["14", 0]);
    expect(await call("/gone-middle")).toEqual([200, LOST]);
    expect(await call("/gone", "text/plain")).toEqual([502, 0]);
    client.close();
  });
});

/** Starts a service that answers its first request with these bytes; resolves to what it was sent. */
async function serveRaw(answer: string, { ends = false } = {}): Promise<{ seen: Promise<string> }> {
  const { promise, resolve } = Promise.withResolvers<string>();
  await serve((socket) => {
    let seen = "";
    socket.on("data", (chunk) => {
      seen += chunk;
      const [, body = ""] = seen.split(/\r\n\r\n(.*)/s);
      const isWhole = /chunked/i.test(seen)
        ? /\r\n0\r\n(.*\r\n)?\r\n$/s.test(seen)
        : body.length === Number(/content-length: (\d+)/i.exec(seen)?.[1] ?? 0);
      if (!isWhole) return;
      if (ends) socket.end(answer);
      else socket.write(answer);
      resolve(seen);
    });
  });
  return { seen: promise };
}

async function serve(onSocket: (socket: Socket) => void): Promise<void> {
  service = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    onSocket(socket);
  });
  await listening(service);
}

/** Sends bytes to the agent; resolves to the answer. */
async function exchange(asked: string): Promise<string> {
  const socket = connect(portOf(agent), "127.0.0.1");
  socket.write(asked);
  let received = "";
  for await (const chunk of socket) {
    received += chunk;
    const [, body] = received.split(/\r\n\r\n(.*)/s);
    const length = /content-length: (\d+)/i.exec(received)?.[1];
    if (/ 204 /.test(received) || (length !== undefined && body?.length === Number(length))) break;
  }
  return received;
}

async function listening(server: Server | http2.Http2Server): Promise<void> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
}

function portOf(server: Server | http2.Http2Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 1;
}

async function problemOf(response: Response): Promise<{ detail: string }> {
  return (await response.json()) as { detail: string };
}
