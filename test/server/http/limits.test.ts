import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";

import { LIMITS, refuseBrokenRequest } from "../../../src/server/http/limits.ts";
import type { MockServer } from "../../../src/server/mockServer.ts";
import { serveText } from "../fixture.ts";

const DOCUMENT = `
paths:
  /pets/{id}:
    parameters: [{ in: path, name: id, required: true, schema: { type: string } }]
    get: { responses: { 200: { description: ok, content: { text/plain: { example: pet } } } } }
  /pets:
    post:
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Tree" } } } }
      responses: { 201: { description: made } }
components:
  schemas:
    Tree:
      type: object
      properties:
        name: { type: string, pattern: "^(a+)+$" }
        children: { type: array, items: { $ref: "#/components/schemas/Tree" } }
`;

/** The first line of what bytes get. */
async function statusOf(port: number, ...pieces: (string | Buffer)[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  for (const piece of pieces) socket.write(piece);
  const [first] = await once(socket, "data");
  return String(first).split("\r\n")[0] ?? "";
}

const HEAD = "Host: a\r\nConnection: close\r\n";

async function post(server: MockServer, body: string | Uint8Array<ArrayBuffer>) {
  const headers = { "content-type": "application/json" };
  return (await fetch(`${server.url}/pets`, { method: "POST", headers, body })).status;
}

test("after each hostile request the server still answers, with a status that says why", async () => {
  const server = await serveText(DOCUMENT);
  const { port } = server;
  const found = {
    "many headers": await statusOf(
      port,
      `GET /pets/1 HTTP/1.1\r\n${HEAD}${"x: y\r\n".repeat(20_000)}\r\n`,
    ),
    "a long header": await statusOf(
      port,
      `GET /pets/1 HTTP/1.1\r\n${HEAD}x: ${"y".repeat(70_000)}\r\n\r\n`,
    ),
    "a long path": await statusOf(port, `GET /pets/${"x".repeat(70_000)} HTTP/1.1\r\n${HEAD}\r\n`),
    "100 MB announced": await statusOf(
      port,
      `POST /pets HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nContent-Length: 100000000\r\n\r\n`,
    ),
    "no HTTP": await statusOf(port, "\x16\x03\x01\x00\xa5\x01\r\n\r\n"),
    "two lengths": await statusOf(
      port,
      `POST /pets HTTP/1.1\r\n${HEAD}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ),
    "no host": await statusOf(port, "GET /pets/1 HTTP/1.1\r\n\r\n"),
    "bytes that are no UTF-8": await statusOf(
      port,
      Buffer.from(`GET /pets/\xff\xfe HTTP/1.1\r\n${HEAD}\r\n`, "latin1"),
    ),
    "a normal one": await statusOf(port, `GET /pets/1 HTTP/1.1\r\n${HEAD}\r\n`),
  };
  expect(found).toEqual({
    "many headers": "HTTP/1.1 431 Request Header Fields Too Large",
    "a long header": "HTTP/1.1 431 Request Header Fields Too Large",
    "a long path": "HTTP/1.1 431 Request Header Fields Too Large",
    "100 MB announced": "HTTP/1.1 413 Payload Too Large",
    "no HTTP": "HTTP/1.1 400 Bad Request",
    "two lengths": "HTTP/1.1 400 Bad Request",
    "no host": "HTTP/1.1 400 Bad Request",
    "bytes that are no UTF-8": "HTTP/1.1 400 Bad Request",
    "a normal one": "HTTP/1.1 200 OK",
  });
});

test.each([
  ["/pets/%2e%2e", 404],
  ["/pets/%2e%2e%2fetc%2fpasswd", 200],
  ["/pets/..%5c", 200],
  ["/pets/1;v=2", 200],
  ["/pets/%", 200],
  ["/pets/%ff", 200],
  ["/pets/%00", 200],
  ["//pets/1", 404],
  ["/pets//", 404],
  ["/pets/__proto__", 200],
  ["/__proto__/constructor", 404],
  ["/pets/1?__proto__[x]=1&constructor=2&a[b][c]=3", 200],
  ["*", 404],
])("GET %s", async (path, status) => {
  const { port } = await serveText(DOCUMENT);
  const line = await statusOf(port, `GET ${path} HTTP/1.1\r\n${HEAD}\r\n`);
  expect(Number(line.split(" ")[1])).toBe(status);
});

describe("a body", () => {
  test.each([
    ["of nested arrays, a million deep", "[".repeat(1_000_000) + "]".repeat(1_000_000), 422],
    ["of nested trees, 100,000 deep", '{"children":['.repeat(100_000) + "]}".repeat(100_000), 400],
    ["with keys of prototypes", '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}', 201],
    ["that takes a pattern for ever", JSON.stringify({ name: `${"a".repeat(40)}!` }), 422],
    ["that is not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), 400],
    ["that is cut", '{"name": "a', 400],
  ])("%s", async (_, body, status) => {
    expect(await post(await serveText(DOCUMENT), body)).toBe(status);
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });
});

test.each([
  "GET / HTTP/1.1\r\nHost: a\r\nx: ",
  "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{",
])("a client that never ends %j gets 408", async (begun) => {
  const patience = { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 10 };
  const server = createServer({ ...LIMITS, ...patience }, () => {});
  server.on("clientError", refuseBrokenRequest).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  const socket = connect(typeof address === "object" ? (address?.port ?? 0) : 0, "127.0.0.1");
  socket.write(begun);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
});
