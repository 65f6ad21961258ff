import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { type RoutingProxy, startRoutingProxy } from "../../../src/local/proxy/routingProxy.ts";
import type { HttpRoute } from "../../../src/routing/httpRoute.ts";

const ORIGIN = "users.shop.svc.cluster.local";
const REPLICA = "users-pr-12.shop.svc.cluster.local";
const ABSENT = "users-pr-13.shop.svc.cluster.local";

const servers: Server[] = [];
const routers: RoutingProxy[] = [];

afterEach(async () => {
  await Promise.all(routers.splice(0).map((router) => router.close()));
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

describe("the local router", () => {
  it("sends a request where the first route that takes it leads, and says which that was", async () => {
    const router = await rehearsal();
    const plain = await ask(router, "/users?page=2", { host: "users.shop" });
    const keyed = await ask(router, "/users", { host: "users.shop", "x-preview": "pr-12" });
    expect([plain.body, keyed.body]).toEqual([
      "origin GET /users?page=2",
      "replica GET /users saw yes",
    ]);
    expect(plain.headers["x-understudy-route"]).toBe("default");
    expect(plain.headers["x-understudy-destination"]).toBe(ORIGIN);
    expect(keyed.headers["x-understudy-route"]).toBe("pr-12");
    expect(keyed.headers["x-understudy-destination"]).toBe(REPLICA);
    expect(keyed.headers["x-answer"]).toBe("set");
  });

  it.each([ORIGIN, "users.shop:80", "USERS.shop", "users.shop.localhost:4000"])(
    "takes %s for the same host",
    async (host) => {
      expect((await ask(await rehearsal(), "/", { host })).body).toBe("origin GET /");
    },
  );

  it("reads several lines of a header as one list", async () => {
    const answer = await ask(await rehearsal(), "/", {
      host: "users.shop",
      "x-list": ["a", "b"],
    });
    expect(answer.body).toBe("replica GET / saw no");
  });

  it("passes bodies on as they come, both ways", async () => {
    const router = await rehearsal();
    const sent = start(router, "POST", "/echo", { host: "users.shop" });
    sent.write("first");
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    const [chunk] = await once(answer, "data");
    expect(String(chunk)).toBe("first");
    sent.end("last");
    expect(await text(answer)).toBe("last");
  });

  it("passes a WebSocket on", async () => {
    const router = await rehearsal();
    const socket = connect(router.port, "127.0.0.1");
    socket.write(
      "GET /socket HTTP/1.1\r\nhost: users.shop\r\nconnection: upgrade\r\nupgrade: test\r\n\r\nhello",
    );
    let seen = "";
    for await (const chunk of socket) {
      seen += String(chunk);
      if (seen.endsWith("hello")) break;
    }
    expect(seen.startsWith("HTTP/1.1 101 Switching Protocols\r\n")).toBe(true);
    expect(seen.toLowerCase()).toContain("\r\nx-understudy-route: default\r\n");
  });

  it("answers 404 for a host that it does not know, and lists those that it does", async () => {
    const answer = await ask(await rehearsal(), "/", { host: "user.shop" });
    expect([answer.status, answer.body]).toEqual([
      404,
      `no such host: "user.shop"\nHosts here:\n  ${REPLICA}\n  ${ORIGIN}\n`,
    ]);
  });

  it("answers 503 where nothing on this machine stands for the destination, and where nothing answers", async () => {
    const router = await rehearsal();
    const nowhere = await ask(router, "/", { host: "users.shop", "x-preview": "pr-13" });
    expect([nowhere.status, nowhere.body]).toEqual([
      503,
      `${ABSENT}: nothing on this machine stands for it\n` +
        `--to ${ABSENT.replace(".svc.cluster.local", "")}=http://localhost:<port> gives it an address.\n`,
    ]);
    const closed = await closedPort();
    router.replace({ routes: new Map(), urls: new Map([[ORIGIN, closed]]) });
    const silent = await ask(router, "/", { host: "users.shop" });
    expect([silent.status, silent.body]).toEqual([
      503,
      `${ORIGIN}: nothing answers at ${closed.origin} (ECONNREFUSED)\n`,
    ]);
  });

  it("routes by the new routes once they are replaced", async () => {
    const router = await rehearsal();
    router.replace({
      routes: new Map([[ORIGIN, [{ directResponse: { status: 418 } }]]]),
      urls: new Map(),
    });
    expect((await ask(router, "/", { host: "users.shop" })).status).toBe(418);
  });
});

/** An origin and a replica behind a router whose host leads to the replica for two keys and one odd list. */
async function rehearsal(): Promise<RoutingProxy> {
  const keyed = (key: string, host: string): HttpRoute => ({
    name: key,
    match: [{ headers: { "x-preview": { exact: key } } }],
    headers: { request: { set: { "x-seen": "yes" } }, response: { set: { "x-answer": "set" } } },
    route: [{ destination: { host } }],
  });
  const listed: HttpRoute = {
    match: [{ headers: { "x-list": { exact: "a,b" } } }],
    route: [{ destination: { host: REPLICA } }],
  };
  const router = await startRoutingProxy(
    {
      routes: new Map([
        [
          ORIGIN,
          [
            keyed("pr-12", REPLICA),
            keyed("pr-13", ABSENT),
            listed,
            { name: "default", route: [{ destination: { host: ORIGIN } }] },
          ],
        ],
      ]),
      urls: new Map([
        [ORIGIN, await service("origin", "")],
        [REPLICA, await service("replica", " saw ")],
      ]),
    },
    { port: 0, host: "127.0.0.1" },
  );
  routers.push(router);
  return router;
}

async function service(name: string, saw: string): Promise<URL> {
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === "/echo") incoming.pipe(outgoing);
    else {
      const seen = saw === "" ? "" : `${saw}${incoming.headers["x-seen"] ?? "no"}`;
      outgoing.end(`${name} ${incoming.method} ${incoming.url}${seen}`);
    }
  });
  server.on("upgrade", (_, socket, head) => {
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: test\r\n\r\n",
    );
    socket.write(head);
    socket.pipe(socket);
  });
  return listen(server);
}

async function closedPort(): Promise<URL> {
  const server = createServer();
  const url = await listen(server);
  server.close();
  await once(server, "close");
  return url;
}

async function listen(server: Server): Promise<URL> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function start(
  { port }: RoutingProxy,
  method: string,
  path: string,
  headers: Record<string, string | string[]>,
) {
  return request({ host: "127.0.0.1", port, method, path, headers });
}

async function ask(router: RoutingProxy, path: string, headers: Record<string, string | string[]>) {
  const sent = start(router, "GET", path, headers).end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}
