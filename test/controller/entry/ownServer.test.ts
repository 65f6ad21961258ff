import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { ownServer } from "../../../src/controller/entry/ownServer.ts";

test("probes and metrics are answered from what is true at the time", async () => {
  const state = { live: true, ready: false };
  const server = ownServer({
    isLive: () => state.live,
    isReady: () => state.ready,
    metrics: () => "understudy_controller_leading 1\n",
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.text()];
  };
  expect(await get("/healthz")).toEqual([200, "ok\n"]);
  expect(await get("/readyz")).toEqual([503, "no\n"]);
  state.live = false;
  state.ready = true;
  expect(await get("/healthz")).toEqual([503, "no\n"]);
  expect(await get("/readyz")).toEqual([200, "ok\n"]);
  expect(await get("/metrics")).toEqual([200, "understudy_controller_leading 1\n"]);
  expect((await get("/"))[0]).toBe(404);
});
