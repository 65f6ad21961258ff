import { execFile } from "node:child_process";
import { createServer, request } from "node:http";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { serveProxy } from "../../../src/laptop/outbound/proxy.ts";
import { proxyVariables } from "../../../src/laptop/outbound/proxyVariables.ts";
import { clusterOf, listening, serveHttp } from "./cluster.ts";

/** What curl prints, and its exit code. */
async function curl(variables: Record<string, string>, ...args: string[]): Promise<string> {
  const call = promisify(execFile)("curl", ["-sS", "-m", "20", ...args], { env: variables });
  return call.then(
    ({ stdout }) => stdout,
    ({ code, stdout }) => `${stdout}exit ${code}`,
  );
}

async function proxied(port: number) {
  const reach = clusterOf(port);
  const proxy = await serveProxy(reach);
  onTestFinished(() => proxy.close());
  return { proxy, reach, variables: proxyVariables(proxy) };
}

/** Says what of a request it has seen. */
const seen = () =>
  serveHttp(async (incoming, outgoing) => {
    const { method, url, rawHeaders } = incoming;
    outgoing.setHeader("Via", "b");
    outgoing.end(JSON.stringify({ method, url, rawHeaders, body: await text(incoming) }));
  });

describe("curl with the proxy's variables", () => {
  test("posts to a short name, as it would in a pod", async () => {
    const { variables, reach } = await proxied(await seen());
    const url = "http://service-b:5100/api/serviceB?x=%20";
    const answer = await curl(
      variables,
      "-X",
      "POST",
      url,
      "-d",
      '{"message": "Bye"}',
      "-H",
      "X-Case: a",
    );
    const { rawHeaders, ...rest } = JSON.parse(answer);
    expect(rest).toEqual({
      method: "POST",
      url: "/api/serviceB?x=%20",
      body: '{"message": "Bye"}',
    });
    expect(rawHeaders).toEqual([
      "Host",
      "service-b:5100",
      "User-Agent",
      expect.stringContaining("curl"),
      "Accept",
      "*/*",
      "X-Case",
      "a",
      "Content-Length",
      "18",
      "Content-Type",
      "application/x-www-form-urlencoded",
      "connection",
      "close",
    ]);
    expect(reach.dialled).toEqual(["service-b:5100"]);
  });

  test.each([
    ["CONNECT", "http_proxy", ["--proxytunnel"]],
    ["SOCKS", "ALL_PROXY", []],
  ])("by %s, whose name the agent resolves", async (_, variable, args) => {
    const { variables, reach } = await proxied(await seen());
    const one = { [variable]: variables[variable] ?? "" };
    expect(JSON.parse(await curl(one, ...args, "http://service-b:80/")).url).toBe("/");
    expect(reach.dialled).toEqual(["service-b:80"]);
  });

  test("reaches this machine itself, as NO_PROXY says and also without", async () => {
    const port = await seen();
    const { variables, reach } = await proxied(port);
    const { NO_PROXY: _, no_proxy: __, ...without } = variables;
    for (const env of [variables, without]) {
      expect(JSON.parse(await curl(env, `http://localhost:${port}/a`)).url).toBe("/a");
    }
    expect(reach.dialled).toEqual([]);
  });

  test("says why a name or a port is not there", async () => {
    const { variables } = await proxied(await seen());
    expect(await curl(variables, "-w", "%{http_code}", "http://none/")).toBe(
      "getaddrinfo ENOTFOUND none\n502",
    );
    expect(await curl(variables, "http://service-b:1/")).toBe("connect ECONNREFUSED service-b:1\n");
    const socks = { ALL_PROXY: variables.ALL_PROXY ?? "" };
    expect(await curl(socks, "http://none/")).toBe("exit 97");
  });
});

test("who does not know the credentials is let through in no way", async () => {
  const { proxy, reach } = await proxied(await seen());
  const at = `127.0.0.1:${proxy.port}`;
  const none = { http_proxy: `http://${at}` };
  const wrong = { http_proxy: `http://understudy:${"0".repeat(48)}@${at}` };
  for (const env of [none, wrong]) {
    expect(await curl(env, "-w", "%{http_code}", "http://service-b/")).toBe("407");
    expect(await curl(env, "--proxytunnel", "http://service-b/")).toBe("exit 56");
  }
  expect(await curl({ ALL_PROXY: `socks5h://${at}` }, "http://service-b/")).toBe("exit 97");
  expect(await curl({ ALL_PROXY: `socks5h://understudy:x@${at}` }, "http://service-b/")).toBe(
    "exit 97",
  );
  expect(reach.dialled).toEqual([]);
});

test("trailers pass, and a connection serves requests one after another", async () => {
  const server = createServer((_, outgoing) => {
    outgoing.writeHead(200, { trailer: "grpc-status" });
    outgoing.write("part");
    outgoing.addTrailers({ "grpc-status": "0" });
    outgoing.end();
  });
  const { proxy } = await proxied(await listening(server));
  const { user, password } = proxy.credentials;
  const authorization = `Basic ${btoa(`${user}:${password}`)}`;
  for (const path of ["/1", "/2"]) {
    const asked = request({
      host: "127.0.0.1",
      port: proxy.port,
      path: `http://service-b${path}`,
      headers: { "proxy-authorization": authorization },
    });
    asked.end();
    const answer = await new Promise<import("node:http").IncomingMessage>((resolve) =>
      asked.on("response", resolve),
    );
    expect(await text(answer)).toBe("part");
    expect(answer.trailers).toEqual({ "grpc-status": "0" });
  }
});

test("a WebSocket's upgrade passes with a whole URL, too", async () => {
  const server = createServer().on("upgrade", (incoming, socket) => {
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n",
    );
    socket.write(`${incoming.url} ${incoming.headers.upgrade} `);
    socket.pipe(socket);
  });
  const { proxy } = await proxied(await listening(server));
  const { user, password } = proxy.credentials;
  const asked = request({
    host: "127.0.0.1",
    port: proxy.port,
    path: "http://service-b/chat",
    headers: {
      connection: "upgrade",
      upgrade: "echo",
      "proxy-authorization": `Basic ${btoa(`${user}:${password}`)}`,
    },
  });
  asked.end();
  const [socket, head] = await new Promise<[import("node:net").Socket, Buffer]>((resolve) =>
    asked.on("upgrade", (_, socket, head) => resolve([socket, head])),
  );
  socket.end("hello");
  expect(String(head) + (await text(socket))).toBe("/chat echo hello");
});
