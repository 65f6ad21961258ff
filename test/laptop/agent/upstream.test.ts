import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { Agent, createServer, request, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Control } from "../../../src/laptop/agent/control.ts";
import { portServer } from "../../../src/laptop/agent/servePort.ts";
import { toFirst, toLaptop } from "../../../src/laptop/agent/upstream.ts";
import type { Link } from "../../../src/laptop/link/link.ts";
import { linkedLaptop } from "./linkedLaptop.ts";

let local: Server;
let control: Control;
let link: Link;
let agent: ReturnType<typeof portServer>;

beforeEach(async () => {
  local = createServer(async (asked, answer) => answer.end(hash(await buffer(asked))));
  await once(local.listen(0, "127.0.0.1"), "listening");
  ({ control, link } = await linkedLaptop(() => portOf(local)));
  agent = portServer({
    ...{ holder: "ann@mac", mark: ["x-mark", "a"] },
    wayOf: () => ({
      to: "laptop",
      open() {
        const session = control.laptop();
        if (session === undefined) throw new Error("the laptop is away");
        return toLaptop(session, 80);
      },
    }),
  });
  await once(agent.listen(0, "127.0.0.1"), "listening");
});

afterEach(() => {
  agent.close();
  link.close();
  control.close();
  local.close();
});

test.each([
  ["with its length", 10],
  ["with its length", 1_000_000],
  ["in chunks", 10],
  ["in chunks", 1_000_000],
])("a body %s, %d bytes long, reaches the local port as it was sent", async (how, size) => {
  const body = randomBytes(size);
  const sent = request({
    ...{ port: portOf(agent), host: "127.0.0.1", method: "POST" },
    headers: how === "in chunks" ? { "transfer-encoding": "chunked" } : { "content-length": size },
  });
  if (how === "in chunks") Readable.from([body.subarray(0, 5), body.subarray(5)]).pipe(sent);
  else sent.end(body);
  const [answer] = await once(sent, "response");
  expect([answer.statusCode, await text(answer)]).toEqual([200, hash(body)]);
});

test("a connection through the link carries request after request", async () => {
  let connections = 0;
  local.on("connection", () => connections++);
  const pool = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = 0; i < 20; i++) {
    const place = { port: portOf(agent), host: "127.0.0.1", method: "POST", agent: pool };
    const sent = request({ ...place, headers: { "content-length": 4 } });
    sent.end("body");
    const [answer] = await once(sent, "response");
    expect([answer.statusCode, await text(answer)]).toEqual([200, hash(Buffer.from("body"))]);
  }
  expect(connections).toBe(1);
  pool.destroy();
});

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port;
}

test("a connection goes to the first name that takes it, and to the last if no other does", async () => {
  const port = portOf(local);
  const closed = createServer();
  await once(closed.listen(0, "127.0.0.1"), "listening");
  const refusing = portOf(closed);
  closed.close();
  const reaches = async (hosts: string[], at = port) => {
    const socket = toFirst(hosts, at) as Socket;
    await once(socket, "connect");
    const { remoteAddress } = socket;
    socket.destroy();
    return remoteAddress;
  };
  expect(await reaches(["localhost", "nobody.invalid."])).toBe("127.0.0.1");
  expect(await reaches(["nobody.invalid.", "127.0.0.2", "127.0.0.1"])).toBe("127.0.0.1");
  await expect(reaches(["nobody.invalid.", "nobody.invalid."])).rejects.toThrow("nobody.invalid");
  await expect(reaches(["nobody.invalid.", "127.0.0.2", "127.0.0.1"], refusing)).rejects.toThrow(
    AggregateError,
  );
});
