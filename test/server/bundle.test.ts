import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeMock } from "../../src/mock/encodeMock.ts";
import type { Mock } from "../../src/mock/mock.ts";
import { serverBundle } from "../../src/server/bundle.ts";

let folder: string;
let server: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "understudy-"));
});

afterAll(async () => {
  server?.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

test("the bundle is one file that runs alone, serves a mock's file and stops on SIGTERM", async () => {
  await writeFile(join(folder, "server.mjs"), serverBundle());
  await writeFile(join(folder, "mock.json.gz"), encodeMock(MOCK));
  const child = spawn(process.execPath, ["server.mjs", "mock.json.gz"], {
    cwd: folder,
    env: { PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  server = child;
  const [line] = await once(createInterface(child.stdout), "line");
  const { port } = JSON.parse(line);
  const response = await fetch(`http://127.0.0.1:${port}/orders/7`);
  expect([response.status, await response.json()]).toEqual([200, { id: 7 }]);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("the bundle leaves room for itself in a ConfigMap", async () => {
  expect(serverBundle().length).toBeLessThan(512 * 1024);
});

test("the bundle is made once a process", () => {
  expect(serverBundle()).toBe(serverBundle());
});

const MOCK: Mock = {
  service: "orders",
  latency: { routes: {} },
  table: {
    format: 1,
    title: "Orders",
    version: "1.0.0",
    basePaths: [""],
    schemas: {},
    examples: {},
    securitySchemes: {},
    routes: [
      {
        key: "GET /orders/{id}",
        method: "GET",
        answers: ["GET", "HEAD"],
        path: "/orders/{id}",
        segments: ["orders", [{ param: "id" }]],
        parameters: [],
        responses: [
          {
            status: "200",
            description: "An order",
            headers: [],
            content: [
              { type: "application/json", examples: [{ name: "default", value: { id: 7 } }] },
            ],
          },
        ],
        security: [],
      },
    ],
  },
};
