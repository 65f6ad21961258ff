import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { openTunnel } from "../../../src/cluster/tunnel/openTunnel.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
});

afterEach(() => {
  vi.useRealTimers();
});

test("a tunnel is tried every ten seconds, and stays while it answers", async () => {
  const api = await fakePortForward();
  const tunnel = await openTunnel(api.kubeConfig, POD);
  onTestFinished(() => void tunnel.destroy());
  for (let i = 0; i < 10; i++) {
    vi.advanceTimersByTime(10_000);
    await api.pinged();
  }
  expect(tunnel.destroyed).toBe(false);
});

test("a tunnel that has not answered for half a minute ends with the reason", async () => {
  const api = await fakePortForward();
  const tunnel = await openTunnel(api.kubeConfig, POD);
  api.answersPings = false;
  const failed = once(tunnel, "error");
  const closed = once(tunnel, "close").catch(() => undefined);
  vi.advanceTimersByTime(40_000);
  const [error] = await failed;
  expect(error.message).toBe("the API server has not answered for 30 s");
  await closed;
});

test("a tunnel that is closed unused is no error", async () => {
  const api = await fakePortForward();
  const tunnel = await openTunnel(api.kubeConfig, POD);
  tunnel.destroy();
  await api.closed;
});

test("what waits is sent as one message, in its order", async () => {
  const api = await fakePortForward();
  const tunnel = await openTunnel(api.kubeConfig, POD);
  onTestFinished(() => void tunnel.destroy());
  tunnel.cork();
  for (const word of ["one ", "two ", "three"]) tunnel.write(word);
  tunnel.uncork();
  expect(await api.message).toBe("\0one two three");
});

const POD = { namespace: "loadtest", pod: "locust-master", port: 8089 };

/** Opcodes of frames, and the bit of a message's last one. Source: RFC 6455, 5.2. */
const BINARY = 0x2;
const PING = 0x9;
const PONG = 0xa;
const LAST = 0x80;
const HEADER_BYTES = 6;

interface FakePortForward {
  kubeConfig: KubeConfig;
  answersPings: boolean;
  /** Resolves at the next ping. */
  pinged(): Promise<void>;
  /** Resolves to the first message of the client, with the byte of its channel. */
  message: Promise<string>;
  /** Resolves when the client has closed its connection. */
  closed: Promise<void>;
}

/** A stand-in for the API server that opens WebSockets, and reads pings and short messages. */
async function fakePortForward(): Promise<FakePortForward> {
  const server = createServer();
  const closed = Promise.withResolvers<void>();
  const message = Promise.withResolvers<string>();
  let pings = 0;
  let awaited = 0;
  let tell = () => {};
  server.on("upgrade", ({ headers }, socket: Socket) => {
    const key = `${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\nsec-websocket-protocol: v4.channel.k8s.io\r\n\r\n`,
    );
    socket.on("data", (data) => {
      let next = 0;
      for (let i = 0; i < data.length; i = next) {
        const mask = data.subarray(i + 2, i + HEADER_BYTES);
        next = i + HEADER_BYTES + ((data[i + 1] ?? 0) & 0x7f);
        const content = data.subarray(i + HEADER_BYTES, next);
        const opcode = (data[i] ?? 0) & 0xf;
        if (opcode === BINARY) {
          message.resolve(String(content.map((byte, at) => byte ^ (mask[at % 4] ?? 0))));
        }
        if (opcode !== PING) continue;
        pings++;
        if (api.answersPings) socket.write(Buffer.from([LAST | PONG, 0]));
        tell();
      }
    });
    socket.on("error", () => undefined);
    socket.on("end", () => socket.end());
    socket.on("close", () => closed.resolve());
    onTestFinished(() => void socket.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: "here", server: url, skipTLSVerify: true },
    { name: "me" },
  );
  const api: FakePortForward = {
    ...{ kubeConfig, answersPings: true, closed: closed.promise, message: message.promise },
    async pinged() {
      awaited++;
      while (pings < awaited) {
        const { promise, resolve } = Promise.withResolvers<void>();
        tell = resolve;
        await promise;
      }
    },
  };
  return api;
}
