import { once } from "node:events";
import { Agent, createServer, get } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";

import { UserError } from "../../src/problem.ts";
import { startMockServer } from "../../src/server/mockServer.ts";
import {
  answered,
  answerOf,
  arrived,
  mediaOf,
  replyOf,
  routeOf,
  serveTable,
  tableOf,
} from "./fixture.ts";

const json = (value: unknown) => [replyOf("200", [mediaOf("application/json", value)])];
const petsTable = tableOf(
  [
    routeOf("GET", "/pets/mine", { responses: json("mine") }),
    routeOf("GET", "/pets/{id}", { responses: json("one") }),
    routeOf("PUT", "/pets/{id}", { responses: [replyOf("204")] }),
  ],
  { basePaths: ["/v1", ""] },
);

describe("routes", () => {
  test("the most specific route answers, with and without the base path", async () => {
    const server = await serveTable(petsTable);
    const answers = ["/pets/mine", "/pets/7", "/v1/pets/mine", "/v1/pets/7", "/pets/7?a=b"].map(
      async (path) => (await answerOf(server, path))[2],
    );
    expect(await Promise.all(answers)).toEqual(["mine", "one", "mine", "one", "one"]);
  });

  test("an absolute target is answered as its path: proxies send such", async () => {
    const server = await serveTable(petsTable);
    const socket = connect(server.port, "127.0.0.1");
    socket.end(
      "GET http://shop.test/pets/7?a=b HTTP/1.1\r\nhost: shop.test\r\nconnection: close\r\n\r\n",
    );
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"one"$/);
  });

  test("a path that the document does not have is a 404 problem", async () => {
    const server = await serveTable(petsTable);
    expect(await answerOf(server, "/pots/7")).toEqual([
      404,
      "application/problem+json",
      {
        type: "https://stoplight.io/prism/errors#NO_PATH_MATCHED_ERROR",
        title: "Route not resolved, no path matched",
        status: 404,
        detail: "The route /pots/7 hasn't been found in the specification file",
      },
    ]);
  });

  test("a method that the path does not have is a 405 problem, with those it has in Allow", async () => {
    const server = await serveTable(petsTable);
    const response = await fetch(`${server.url}/pets/7`, { method: "POST" });
    expect(response.headers.get("allow")).toBe("GET, PUT, HEAD");
    expect([response.status, await response.json()]).toEqual([
      405,
      {
        type: "https://stoplight.io/prism/errors#NO_METHOD_MATCHED_ERROR",
        title: "Route resolved, but no method matched",
        status: 405,
        detail: 'The route /pets/7 has been matched, but it does not have "post" method defined',
      },
    ]);
  });

  test("HEAD has the headers of GET and no body", async () => {
    const server = await serveTable(petsTable);
    const response = await fetch(`${server.url}/pets/7`, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("content-length")).toBe("5");
    expect(await response.text()).toBe("");
  });

  test("204 has neither body nor content type nor length", async () => {
    const server = await serveTable(petsTable);
    const response = await fetch(`${server.url}/pets/7`, { method: "PUT" });
    expect(response.status).toBe(204);
    expect(response.headers.get("content-type")).toBeNull();
    expect(response.headers.get("content-length")).toBeNull();
    expect(await response.text()).toBe("");
  });
});

describe("CORS", () => {
  const corsOf = (response: Response) =>
    [...response.headers].filter(([name]) => /^(access-control-|vary|allow$)/.test(name));

  const cors = (origin: string, requested: string, exposed: string) => [
    ["access-control-allow-credentials", "true"],
    ["access-control-allow-headers", requested],
    ["access-control-allow-origin", origin],
    ["access-control-expose-headers", exposed],
  ];
  const preflight = {
    origin: "https://shop.test",
    "access-control-request-method": "PATCH",
    "access-control-request-headers": "x-key, authorization",
  };

  test("every answer may be read by any page", async () => {
    const server = await serveTable(petsTable);
    for (const path of ["/pets/7", "/nowhere", "/_understudy/healthz"]) {
      expect(corsOf(await fetch(server.url + path))).toEqual(cors("*", "*", "*"));
    }
  });

  test("what is asked for is allowed", async () => {
    const server = await serveTable(petsTable);
    const headers = {
      origin: "https://shop.test",
      "access-control-request-headers": "x-key",
      "access-control-expose-headers": "x-next",
    };
    expect(corsOf(await fetch(`${server.url}/pets/7`, { headers }))).toEqual(
      cors("https://shop.test", "x-key", "x-next"),
    );
  });

  test.each(["/pets/7", "/nowhere", "/own"])("a preflight passes: %s", async (path) => {
    const own = routeOf("OPTIONS", "/own", { responses: json("own") });
    const server = await serveTable({ ...petsTable, routes: [...petsTable.routes, own] });
    const response = await fetch(server.url + path, { method: "OPTIONS", headers: preflight });
    expect(response.status).toBe(204);
    const [credentials, headers, origin, exposed] = cors(
      "https://shop.test",
      "x-key, authorization",
      "*",
    );
    expect(corsOf(response)).toEqual([
      credentials,
      headers,
      ["access-control-allow-methods", "PATCH"],
      origin,
      exposed,
      ["vary", "origin"],
    ]);
  });

  test("an OPTIONS that is no preflight is a request as any other", async () => {
    const table = tableOf([routeOf("OPTIONS", "/own", { responses: json("own") })]);
    const server = await serveTable(table);
    const { origin, "access-control-request-method": asked } = preflight;
    for (const headers of [{}, { origin }, { "access-control-request-method": asked }]) {
      const options = { method: "OPTIONS", headers };
      expect(await answerOf(server, "/own", options)).toEqual([200, "application/json", "own"]);
      expect((await answerOf(server, "/nowhere", options))[0]).toBe(404);
    }
  });
});

describe("delays", () => {
  const slow = { routes: { "GET /pets/{id}": { kind: "fixed" as const, ms: 40 } } };
  const timed = async (action: Promise<unknown>) => {
    const start = performance.now();
    await action;
    return performance.now() - start;
  };

  // Nothing is early by more than half a millisecond: delay.test.ts.
  test("a route's answer takes as long as its profile says at least", async () => {
    const server = await serveTable(petsTable, slow);
    expect(await timed(answerOf(server, "/pets/7"))).toBeGreaterThanOrEqual(39.5);
  });

  test("an error is delayed as its route, an unmatched request as the default", async () => {
    const latency = { default: { kind: "fixed" as const, ms: 30 }, ...slow };
    const server = await serveTable(petsTable, latency);
    expect(await timed(answerOf(server, "/pets/7?__code=404"))).toBeGreaterThanOrEqual(39.5);
    expect(await timed(answerOf(server, "/nowhere"))).toBeGreaterThanOrEqual(29.5);
  });

  test("a client that leaves is counted and not waited for", async () => {
    const server = await serveTable(petsTable, {
      routes: { "GET /pets/{id}": { kind: "fixed", ms: 3_600_000 } },
    });
    const request = await arrived(`${server.url}/pets/7`);
    request.destroy();
    const metrics = async () => (await answerOf(server, "/_understudy/metrics"))[2];
    await expect
      .poll(metrics)
      .toContain('understudy_requests_total{method="GET",route="GET /pets/{id}",status="499"} 1');
    await server.close();
  });
});

test("a new table is for new requests; one that runs keeps the old, and counts go on", async () => {
  const server = await serveTable(petsTable, {
    routes: { "GET /pets/{id}": { kind: "fixed", ms: 100 } },
  });
  const running = answered(await arrived(`${server.url}/pets/7`));
  server.replace({
    service: "shop",
    table: tableOf([routeOf("GET", "/pets/{id}", { responses: json("new") })]),
    latency: { routes: {} },
  });
  expect(await answerOf(server, "/pets/7")).toEqual([200, "application/json", "new"]);
  expect((await answerOf(server, "/v1/pets/7"))[0]).toBe(404);
  expect(await running).toBe('"one"');
  const [, , metrics] = await answerOf(server, "/_understudy/metrics");
  expect(metrics).toContain('{method="GET",route="GET /pets/{id}",status="200"} 2');
});

describe("closing", () => {
  test("what runs is finished, also what waits, and nothing new is taken", async () => {
    const server = await serveTable(petsTable, {
      routes: { "GET /pets/{id}": { kind: "fixed", ms: 100 } },
    });
    const running = answered(await arrived(`${server.url}/pets/7`));
    const closed = server.close();
    await expect(fetch(`${server.url}/pets/mine`)).rejects.toThrow("fetch failed");
    expect(await running).toBe('"one"');
    await closed;
  });

  test("an idle connection does not hold it up", async () => {
    const server = await serveTable(petsTable);
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    await answered(get(`${server.url}/pets/7`, { agent }));
    await server.close();
  });

  test("with a farewell an idle connection gets one more answer, which ends it", async () => {
    const server = await serveTable(petsTable);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    await answered(get(`${server.url}/pets/7`, { agent }));
    const closed = server.close(60_000);
    const [response] = await once(get(`${server.url}/pets/7`, { agent }), "response");
    expect([response.statusCode, response.headers.connection]).toEqual([200, "close"]);
    expect(await text(response)).toBe('"one"');
    await closed;
  });

  test("an idle connection does not outlast the farewell", async () => {
    const server = await serveTable(petsTable);
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    await answered(get(`${server.url}/pets/7`, { agent }));
    await server.close(10);
  });
});

describe("the port", () => {
  test("in use is said by name", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const mock = { service: "shop", table: petsTable, latency: { routes: {} } };
    const started = startMockServer(mock, { port, host: "127.0.0.1" });
    await expect(started).rejects.toThrow(UserError);
    await expect(started).rejects.toThrow(
      `port ${port}: in use by another program.\n  Stop it, or choose another port. \`lsof -i :${port}\` says which program it is.`,
    );
  });
});
