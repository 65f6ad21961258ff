import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Server as GrpcServer, ServerCredentials } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { serveLinkSocket } from "../../../src/laptop/outbound/linkSocket.ts";
import { nodeVariables } from "../../../src/laptop/outbound/nodeVariables.ts";
import { CLUSTER_IP, clusterOf, listening, serveEcho, serveHttp } from "../outbound/cluster.ts";

/** Runs a program as one that the command has started, in the folder of this test so that it finds libraries. */
async function runNode(port: number, program: string, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "preload-test-"));
  const reach = clusterOf(port);
  const link = await serveLinkSocket(reach, folder);
  onTestFinished(() => {
    link.close();
    rmSync(folder, { recursive: true });
  });
  const variables = { ...process.env, ...env, ...nodeVariables(link.path, undefined) };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "-e", program],
    { env: variables, cwd: import.meta.dirname, timeout: 60_000 },
  );
  return { said: stdout.trim(), dialled: reach.dialled };
}

const hello = () =>
  serveHttp((incoming, outgoing) => void outgoing.end(`${incoming.headers.host} ${incoming.url}`));

describe("a Node program reaches the cluster without a setting of its own", () => {
  test.each([
    ["fetch", 'console.log(await (await fetch("http://service-b:5100/a")).text());'],
    [
      "node:http",
      'import http from "node:http"; import { text } from "node:stream/consumers"; http.get("http://service-b:5100/a", async (answer) => console.log(await text(answer)));',
    ],
    [
      "a named import of node:http with an agent that keeps connections",
      'import { Agent, get } from "node:http"; import { text } from "node:stream/consumers"; get("http://service-b:5100/a", { agent: new Agent({ keepAlive: true }) }, async (answer) => { console.log(await text(answer)); process.exit(); });',
    ],
  ])("by %s", async (_, program) => {
    expect(await runNode(await hello(), program)).toEqual({
      said: "service-b:5100 /a",
      dialled: ["service-b:5100"],
    });
  });

  test("by node:net, whose two directions end by themselves", async () => {
    const program = `
      import { connect } from "node:net";
      const socket = connect({ host: "${CLUSTER_IP}", port: 7, allowHalfOpen: true });
      socket.end("early ");
      let text = "";
      socket.on("connect", () => { text += socket.remoteAddress + " "; });
      socket.on("data", (data) => { text += data; });
      socket.on("end", () => console.log(text + "end"));`;
    expect((await runNode(await serveEcho(), program)).said).toBe(`${CLUSTER_IP} early end`);
  });

  test("by node:https and by fetch, with the certificate of the name", async () => {
    const { key, cert, file } = certificate();
    const port = await listening(
      createHttpsServer({ key, cert }, (_, outgoing) => void outgoing.end("secure")),
    );
    const program = `
      import { get } from "node:https"; import { text } from "node:stream/consumers";
      console.log(await (await fetch("https://service-b/")).text());
      get("https://service-b/", async (answer) => console.log(await text(answer)));
      try { await fetch("https://${CLUSTER_IP}/"); } catch (error) { console.log(error.cause.code); }`;
    const { said } = await runNode(port, program, { NODE_EXTRA_CA_CERTS: file });
    expect(said.split("\n").sort()).toEqual(["ERR_TLS_CERT_ALTNAME_INVALID", "secure", "secure"]);
  });

  test("by node:http2, with and without TLS", async () => {
    const { key, cert, file } = certificate();
    const { createSecureServer } = await import("node:http2");
    const answer = (stream: import("node:http2").ServerHttp2Stream) => void stream.end("two");
    const plain = await listening(createHttp2Server().on("stream", answer) as unknown as Server);
    const secure = await listening(
      createSecureServer({ key, cert }).on("stream", answer) as unknown as Server,
    );
    const program = (url: string) => `
      import { connect } from "node:http2"; import { text } from "node:stream/consumers";
      const session = connect("${url}");
      console.log(await text(session.request({ ":path": "/" })));
      session.close();`;
    expect((await runNode(plain, program("http://service-b"))).said).toBe("two");
    expect(
      (await runNode(secure, program("https://service-b"), { NODE_EXTRA_CA_CERTS: file })).said,
    ).toBe("two");
  });

  test("by gRPC", async () => {
    const echo = { path: "/shop.B/Echo", requestStream: false, responseStream: false, ...codec() };
    const server = new GrpcServer();
    server.addService(
      { Echo: echo },
      {
        Echo: (call: { request: string }, done: (e: null, r: string) => void) =>
          done(null, `${call.request}!`),
      },
    );
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    onTestFinished(() => server.forceShutdown());
    const program = `
      import { Client, credentials } from "@grpc/grpc-js";
      const client = new Client("service-b:50051", credentials.createInsecure());
      client.makeUnaryRequest("/shop.B/Echo", Buffer.from, String, "hi", (error, answer) => { console.log(error?.message ?? answer); client.close(); });`;
    expect((await runNode(port, program)).said).toBe("hi!");
  });

  test("by node:dns, in all of its forms", async () => {
    const program = `
      import dns, { lookup, promises, Resolver } from "node:dns"; import { lookup as lookUp } from "node:dns/promises"; import { promisify } from "node:util";
      const code = (promise) => promise.then(() => "found", ({ code, syscall, hostname }) => [code, syscall, hostname].join());
      const callback = (ask) => new Promise((resolve) => ask((error, ...found) => resolve(error?.code ?? found)));
      console.log(JSON.stringify([
        await callback((done) => lookup("service-b", done)),
        await callback((done) => lookup("service-b", { all: true, family: 4 }, done)),
        await promises.lookup("service-b"),
        await lookUp("service-b", { all: true }),
        await callback((done) => dns.resolve4("service-b", { ttl: true }, done)),
        await promises.resolve("service-b", "SRV"),
        await callback((done) => new Resolver().resolveSrv("service-b", done)),
        await new promises.Resolver().resolve4("service-b"),
        await promises.reverse("192.0.2.10"),
        await callback((done) => dns.reverse("2001:db8::1", done)),
        await code(promises.lookup("none")),
        await code(promises.resolve4("none")),
        (await promises.lookup("127.0.0.1")).address,
      ]));`;
    const { said } = await runNode(1, program);
    const srv = [{ name: "service-b", port: 5100, priority: 0, weight: 1 }];
    const address = { address: CLUSTER_IP, family: 4 };
    expect(JSON.parse(said)).toEqual([
      [CLUSTER_IP, 4],
      [[address]],
      address,
      [address],
      [[{ address: CLUSTER_IP, ttl: 5 }]],
      srv,
      [srv],
      [CLUSTER_IP],
      ["service-b"],
      "ENOTFOUND",
      "ENOTFOUND,getaddrinfo,none",
      "ENOTFOUND,queryA,none",
      "127.0.0.1",
    ]);
  });

  test("and is told why a name or a port is not there, as Node tells it", async () => {
    const program = `
      import { connect } from "node:net";
      const failed = (options) => new Promise((resolve) => connect(options).on("error", ({ code, syscall, port }) => resolve([code, syscall, port].join())));
      console.log(await failed({ host: "none", port: 80 }));
      console.log(await failed({ host: "service-b", port: 1 }));
      console.log(await fetch("http://none/").catch(({ cause }) => cause.code));`;
    expect((await runNode(1, program)).said.split("\n")).toEqual([
      "ENOTFOUND,getaddrinfo,",
      "ECONNREFUSED,connect,1",
      "ENOTFOUND",
    ]);
  });

  test("but connects to this machine by itself, and has its own options for Node", async () => {
    const port = await hello();
    const { said, dialled } = await runNode(
      port,
      `console.log(await (await fetch("http://localhost:${port}/x")).text());`,
    );
    expect([said, dialled]).toEqual([`localhost:${port} /x`, []]);
    expect(nodeVariables("/link", "--max-old-space-size=64").NODE_OPTIONS).toMatch(
      /^--max-old-space-size=64 --import=file:.*register\.mjs$/,
    );
  });
});

/** A certificate of the name `service-b`, and the file that makes clients trust it. */
function certificate() {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [key, file] = [join(folder, "key"), join(folder, "cert")];
  const call =
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=service-b -addext subjectAltName=DNS:service-b";
  execFileSync("openssl", [...call.split(" "), "-keyout", key, "-out", file], { stdio: "ignore" });
  return { key: readFileSync(key), cert: readFileSync(file), file };
}

function codec() {
  const serialize = (text: string) => Buffer.from(text);
  const deserialize = (bytes: Buffer) => String(bytes);
  return {
    requestSerialize: serialize,
    requestDeserialize: deserialize,
    responseSerialize: serialize,
    responseDeserialize: deserialize,
  };
}
