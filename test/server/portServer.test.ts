import { afterAll, beforeAll, expect, test } from "vitest";
import { type PortServer, startPorts } from "../../src/server/portServer.ts";
import { mediaOf, replyOf, routeOf, tableOf } from "./fixture.ts";

const names = ["payments", "users"];
const mocks = names.map((service) => {
  const responses = [replyOf("200", [mediaOf("text/plain", service)])];
  const table = tableOf([routeOf("GET", "/name", { responses })]);
  return { port: 0, mock: { service, table, latency: { routes: {} } } };
});

let server: PortServer;

beforeAll(async () => {
  server = await startPorts(mocks, { port: 0, host: "127.0.0.1", journal: 10 });
});

afterAll(() => server.close());

const get = async (port: number | undefined, path: string, host = "127.0.0.1") => {
  const headers = { host };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return `${response.status} ${await response.text()}`;
};

test("each mock answers at its port, whatever host a request names", async () => {
  const hosts = ["payments-prism-mock", "payments.shop.svc.cluster.local:80", "other.example.com"];
  for (const [i, name] of names.entries()) {
    for (const host of hosts) {
      expect(await get(server.ports[i], "/name", host)).toBe(`200 ${name}`);
    }
  }
});

test("the server's own port answers for its health, and serves the mocks below their names", async () => {
  expect(await get(server.port, "/_understudy/healthz")).toBe("200 ok\n");
  expect(await get(server.port, "/users/name")).toBe("200 users");
  expect(await get(server.port, "/name")).toMatch(/^404 /);
});

test("a mock's port shows its own routes, metrics and requests, and the server's own port all", async () => {
  const [payments, users] = server.ports;
  await fetch(`http://127.0.0.1:${users}/_understudy/requests`, { method: "DELETE" });
  await get(payments, "/name");
  const titles = await Promise.all(
    server.ports.map(
      async (port) => JSON.parse((await get(port, "/_understudy/routes.json")).slice(4)).service,
    ),
  );
  expect(titles).toEqual(names);
  const metrics = (await get(payments, "/_understudy/metrics")).split("\n");
  const services = metrics.flatMap((line) => /service="(\w+)"/.exec(line)?.[1] ?? []);
  expect([...new Set(services)]).toEqual(["payments"]);
  const countAt = async (port: number | undefined) =>
    JSON.parse((await get(port, "/_understudy/requests")).slice(4)).count;
  expect([await countAt(payments), await countAt(users), await countAt(server.port)]).toEqual([
    1, 0, 1,
  ]);
});

test("closing ends every port", async () => {
  const other = await startPorts(mocks, { port: 0, host: "127.0.0.1" });
  await other.close();
  for (const port of [...other.ports, other.port]) {
    await expect(get(port, "/name")).rejects.toThrow("fetch failed");
  }
});
