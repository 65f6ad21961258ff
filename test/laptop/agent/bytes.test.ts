import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { bytesServer } from "../../../src/laptop/agent/bytes.ts";
import { toOrigin } from "../../../src/laptop/agent/upstream.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

function agentTo(port: number): Promise<number> {
  return listening(bytesServer(() => toOrigin("127.0.0.1", port)));
}

test("bytes go both ways as they are, the service's first, and each direction ends by itself", async () => {
  const service = createServer({ allowHalfOpen: true }, (socket) => {
    socket.write("220 ready\r\n");
    socket.pipe(socket);
  });
  const agent = await agentTo(await listening(service));
  const socket = connect({ port: agent, host: "127.0.0.1", allowHalfOpen: true });
  expect(String((await once(socket, "data"))[0])).toBe("220 ready\r\n");
  socket.end("\0GET not HTTP");
  expect(await text(socket)).toBe("\0GET not HTTP");
});

test("a service that refuses, or breaks off, ends the connection and not the agent", async () => {
  const gone = await listening(createServer());
  servers.pop()?.close();
  const agent = await agentTo(gone);
  for (let i = 0; i < 2; i++) {
    const socket = connect(agent, "127.0.0.1").on("error", () => {});
    await once(socket.resume(), "close");
  }
  const breaking = await agentTo(
    await listening(createServer((socket) => socket.resetAndDestroy())),
  );
  const socket = connect(breaking, "127.0.0.1").on("error", () => {});
  await once(socket.resume(), "close");
});
