import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";

import { encodeMock } from "../../src/mock/encodeMock.ts";
import { answered, arrived, mediaOf, replyOf, routeOf, tableOf } from "./fixture.ts";

const MAIN = join(import.meta.dirname, "../../src/server/main.ts");
const mock = {
  service: "shop",
  table: tableOf([
    routeOf("GET", "/pets", { responses: [replyOf("200", [mediaOf("text/plain", "Rex")])] }),
  ]),
  latency: { routes: { "GET /pets": { kind: "fixed" as const, ms: 100 } } },
};

/** Runs the server's entry point on a file with that content. */
function run(content: Buffer | undefined, port = "0", environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "understudy-"));
  const file = join(folder, "mock.json.gz");
  if (content !== undefined) writeFileSync(file, content);
  const child = spawn(process.execPath, [MAIN, file], {
    env: { ...process.env, ...environment, PORT: port },
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });
  return { child, file };
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "serves, and on %s finishes what runs and exits with 0",
  async (signal) => {
    const { child } = run(encodeMock(mock));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => JSON.parse((await lines.next()).value ?? "null");
    const started = await next();
    expect(started).toEqual({
      time: expect.any(String),
      event: "started",
      service: "shop",
      routes: 1,
      port: expect.any(Number),
    });
    const running = answered(await arrived(`http://127.0.0.1:${started.port}/pets`));
    child.kill(signal);
    expect(await running).toBe("Rex");
    expect(await next()).toEqual({ time: expect.any(String), event: "stopping", signal });
    expect(await next()).toEqual({ time: expect.any(String), event: "stopped" });
    expect((await lines.next()).done).toBe(true);
    expect(await once(child, "exit")).toEqual([0, null]);
  },
);

test.each([
  [
    "of another format",
    gzipSync('{"table":{"format":9}}'),
    "0",
    "mock.json.gz: expected a compiled document of format 1",
  ],
  ["that is not there", undefined, "0", "mock.json.gz: "],
  [
    "and a port that is none",
    encodeMock(mock),
    "http",
    'PORT: expected a number from 0 to 65535, received "http".',
  ],
])("a file %s is refused in clear words", async (_, content, port, words) => {
  const { child } = run(content, port);
  const [message, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  expect(code).toBe(1);
  expect(message).toContain(words);
  expect(message).not.toContain("    at ");
});

test("with LOG_REQUESTS each request is a line of JSON, written before the server has stopped", async () => {
  const { child } = run(encodeMock(mock), "0", { LOG_REQUESTS: "true" });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? "null");
  const { port } = await next();
  const running = answered(await arrived(`http://127.0.0.1:${port}/pets`));
  child.kill("SIGTERM");
  await running;
  // The answer may come before the signal.
  const both = [await next(), await next()];
  expect(both.map(({ event }) => event).sort()).toEqual(["request", "stopping"]);
  expect(both.find(({ event }) => event === "request")).toEqual({
    time: expect.any(String),
    event: "request",
    service: "shop",
    method: "GET",
    target: "/pets",
    status: 200,
    route: "GET /pets",
    ms: expect.any(Number),
    delay: 100,
  });
  expect((await next()).event).toBe("stopped");
});

test("a LOG_REQUESTS that is neither true nor false is refused", async () => {
  const { child } = run(encodeMock(mock), "0", { LOG_REQUESTS: "yes" });
  expect(await text(child.stderr)).toBe('LOG_REQUESTS: expected true or false, received "yes".\n');
});

test("several workers share a port, and tell what all of them answered", async () => {
  const { child } = run(encodeMock({ ...mock, latency: { routes: {} } }), "0", {
    WORKERS: "2",
    JOURNAL: "100",
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? "null");
  const started = [await next(), await next()];
  expect(started[0].port).toBe(started[1].port);
  const url = `http://127.0.0.1:${started[0].port}`;
  // One connection a request, so that both workers get some.
  const ask = (path: string, method = "GET") =>
    fetch(url + path, { method, headers: { connection: "close" } });
  await Promise.all(Array.from({ length: 10 }, () => ask("/pets")));
  const count = async () => JSON.parse(await (await ask("/_understudy/requests")).text()).count;
  expect(await (await ask("/_understudy/metrics")).text()).toContain(
    'understudy_requests_total{method="GET",route="GET /pets",status="200"} 10\n',
  );
  expect(await count()).toBe(10);
  await ask("/_understudy/requests", "DELETE");
  expect(await count()).toBe(0);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("a worker that is killed is replaced, and its port goes on answering", async () => {
  const { child } = run(encodeMock({ ...mock, latency: { routes: {} } }), "0", { WORKERS: "2" });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const started = async () => JSON.parse((await lines.next()).value ?? "null").port;
  const ports = [await started(), await started()];
  const before = childrenOf(child.pid ?? 0);
  process.kill(before[0] ?? 0, "SIGKILL");
  ports.push(await started());
  const after = childrenOf(child.pid ?? 0);
  expect(after.filter((pid) => before.includes(pid))).toEqual([before[1]]);
  expect(after).toHaveLength(2);
  expect(new Set(ports).size).toBe(1);
  const asked = Array.from({ length: 10 }, async () => {
    const url = `http://127.0.0.1:${ports[0]}/pets`;
    return (await fetch(url, { headers: { connection: "close" } })).text();
  });
  expect(await Promise.all(asked)).toEqual(asked.map(() => "Rex"));
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("workers that cannot start end the program", async () => {
  const { child } = run(undefined, "0", { WORKERS: "2" });
  expect(await once(child, "exit")).toEqual([1, null]);
});

function childrenOf(parent: number): number[] {
  const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = processes.split("\n").map((line) => line.trim().split(/ +/).map(Number));
  return pairs.filter(([, ppid]) => ppid === parent).map(([pid = 0]) => pid);
}
