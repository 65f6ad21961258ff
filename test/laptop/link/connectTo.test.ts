import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../src/freePort.ts";
import { connectHere } from "../../../src/laptop/link/connectTo.ts";

const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === "::1");

test.runIf(hasIPv6)(
  "a program that listens at the IPv6 address of localhost alone is reached",
  async () => {
    const server = createServer().listen(0, "::1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const socket = await connectHere(port);
    expect(socket.remoteAddress).toBe("::1");
    socket.destroy();
  },
);

test("where nobody listens the failure is that of IPv4", async () => {
  await expect(connectHere(await freePort())).rejects.toThrow(/ECONNREFUSED 127\.0\.0\.1/);
});
