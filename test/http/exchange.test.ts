import { appendFileSync, readdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { exchange } from "../../src/http/exchange.ts";
import { NoAnswer } from "../../src/http/request.ts";
import { fileOf } from "./file.ts";
import { startServer } from "./httpServer.ts";

/** More than sockets' buffers hold. */
const LARGE = "x".repeat(8 << 20);
const REFUSAL = "HTTP/1.1 403 Forbidden\r\nx-b: 2\r\ncontent-length: 2\r\n\r\nno";

function sendFile(url: string, file: string) {
  return exchange(url, { method: "PUT", headers: { "x-a": "1" }, file });
}

/** Starts a server that answers before it has read the body, and returns its URL. */
async function hasty(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => answer(socket));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a log that grows while it is sent has the length that it had", async () => {
  const file = fileOf("abc");
  const { url, asked } = await startServer(() => ({ status: 201, body: "kept" }));
  const answer = sendFile(url, file);
  setImmediate(() => appendFileSync(file, "def"));
  expect(await text((await answer).content)).toBe("kept");
  const [{ headers, body } = { headers: {}, body: "" }] = asked;
  expect(headers).toMatchObject({ "x-a": "1", "content-length": String(body.length) });
  expect(headers).not.toHaveProperty("transfer-encoding");
});

test("an empty file has no body", async () => {
  const { url, asked } = await startServer(() => ({}));
  expect((await sendFile(url, fileOf(""))).status).toBe(200);
  expect(asked).toMatchObject([{ headers: { "content-length": "0" }, body: "" }]);
});

test("a refusal counts before everything is sent, and the file is closed", async () => {
  const url = await hasty((socket) => void socket.write(REFUSAL));
  const open = readdirSync("/dev/fd").length;
  for (let n = 0; n < 6; n++) {
    const answer = await sendFile(url, fileOf(LARGE));
    expect([answer.status, answer.headers.get("x-b"), await text(answer.content)]).toEqual([
      403,
      "2",
      "no",
    ]);
  }
  // Sockets are closed a moment later; six files would be more.
  expect(readdirSync("/dev/fd").length - open).toBeLessThan(6);
});

test("a connection that breaks is an error that names the host", async () => {
  const url = await hasty((socket) => void socket.resetAndDestroy());
  const { host } = new URL(url);
  await expect(sendFile(url, fileOf(LARGE))).rejects.toThrow(
    expect.objectContaining({ message: expect.stringContaining(`${host} cannot be reached: `) }),
  );
  await expect(sendFile(url, fileOf(LARGE))).rejects.toBeInstanceOf(NoAnswer);
});

test("a connection that the server closes while nobody reads is no uncaught error", async () => {
  const url = await hasty((socket) => socket.end(`HTTP/1.0 200 OK\r\n\r\n${LARGE}`));
  const { content } = await exchange(url, { method: "GET", headers: {} });
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    await turn();
  }
  expect(bytes).toBe(LARGE.length);
});
