import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { failure, NoAnswer, request } from "../../src/http/request.ts";
import { FinalError } from "../../src/http/retry.ts";
import { startServer } from "./httpServer.ts";

test("a server that is not there is named with the reason", async () => {
  const { port } = await closedServer();
  const refused = request(`http://127.0.0.1:${port}/path?token=secret`, {});
  await expect(refused).rejects.toThrow(
    new NoAnswer(`127.0.0.1:${port}`, "ECONNREFUSED", `connect ECONNREFUSED 127.0.0.1:${port}`),
  );
});

test("a server that does not answer in time is named with the time", async () => {
  const { url } = await startServer(() => new Promise(() => undefined));
  await expect(request(url, {}, 50)).rejects.toThrow(
    /^127\.0\.0\.1:\d+ cannot be reached: no answer in 0\.05 s$/,
  );
});

test("redirects are answers", async () => {
  const { url, asked } = await startServer(() => ({ status: 301, headers: { location: "/b" } }));
  expect((await request(url, {})).status).toBe(301);
  expect(asked.length).toBe(1);
});

test.each([
  [400, true],
  [403, true],
  [404, true],
  [408, false],
  [429, false],
  [500, false],
  [503, false],
])("a failure with status %i is final: %j", (status, final) => {
  expect(failure(status, "x") instanceof FinalError).toBe(final);
});

async function closedServer(): Promise<AddressInfo> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return address;
}
