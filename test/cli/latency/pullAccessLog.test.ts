import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { readLatencyFile } from "../../../src/latency/file.ts";
import type { Profile } from "../../../src/latency/profile.ts";
import { quantile } from "../../../src/latency/quantile.ts";
import { sampler } from "../../../src/latency/sample.ts";
import { seededRandom } from "../../../src/server/values/random.ts";
import { runHere } from "../inProcess.ts";
import { run } from "../process.ts";
import { folderOf, stackOf, write } from "../project.ts";

/** What production does: a log-normal distribution, one with two humps, and a fixed delay. */
const PROFILES: Record<string, Profile> = {
  "GET /users": { kind: "lognormal", median: 20, p99: 200 },
  "GET /users/{id}": {
    kind: "quantiles",
    points: [
      { p: 0.5, ms: 10 },
      { p: 0.65, ms: 11 },
      { p: 0.75, ms: 100 },
      { p: 0.95, ms: 140 },
      { p: 0.99, ms: 180 },
    ],
  },
  "GET /users/me": { kind: "fixed", ms: 35 },
};

const FORMAT = `log_format timed '$remote_addr - - [$time_local] "$request" $status $body_bytes_sent $request_time';`;
const REQUESTS = 20_000;

/** The lines of NGINX for requests with these latencies, and a 504 at the timeout for each hundred. */
function logOf(): string {
  const random = seededRandom("access log");
  const lines = Object.entries(PROFILES).flatMap(([key, profile]) => {
    const next = sampler(profile, random);
    return Array.from({ length: REQUESTS }, (_, i) => {
      const [method, path] = key.replace("{id}", String(i)).split(" ");
      const failed = i % 100 === 0;
      const seconds = failed ? "60.000" : (next() / 1_000).toFixed(3);
      const time = `27/Nov/2026:0${i % 10}:00:00 +0000`;
      return `10.0.0.1 - - [${time}] "${method} ${path} HTTP/1.1" ${failed ? 504 : 200} 12 ${seconds}`;
    });
  });
  return `${lines.join("\n")}\n`;
}

function project(): string {
  const path = (parameters: string) =>
    `{ parameters: [${parameters}], get: { responses: { 200: { description: ok } } } }`;
  return folderOf({
    "Pulumi.stg.yaml": stackOf("users"),
    "specs/users.yaml": `openapi: 3.1.0
info: { title: Users, version: "1" }
paths:
  /users: ${path("")}
  /users/{id}: ${path("{ name: id, in: path, required: true, schema: { type: string } }")}
  /users/me: ${path("")}
  /orders: ${path("")}
`,
  });
}

test("profiles come back from an access log, and a second pull finds nothing to change", async () => {
  const folder = project();
  write(folder, "specs/users.latency.yaml", "# By hand\nroutes:\n  GET /orders: { p95: 3ms }\n");
  writeFileSync(join(folder, "access.log.gz"), gzipSync(logOf()));
  const log = ["--from", "access-log", "--file", "access.log.gz", "--format", FORMAT];
  const first = runHere(folder, "latency", "pull", ...log, "--write");
  expect([await first.ended, first.stderr]).toEqual([0, ""]);
  const text = readFileSync(join(folder, "specs/users.latency.yaml"), "utf8");
  expect(text.startsWith("# By hand\nroutes:\n  GET /orders: { p95: 3ms }\n")).toBe(true);
  expect(text).toContain(
    "source: access-log, requests: 19800, window: 2026-11-27T00:00:00Z to 2026-11-27T09:00:00Z, time: 2026-11-27T09:00:00Z,",
  );
  const file = readLatencyFile(join(folder, "specs/users.latency.yaml"), []);
  for (const [key, profile] of Object.entries(PROFILES)) {
    const pulled = file?.routes[key] ?? { kind: "fixed", ms: 0 };
    for (const [p, tolerance] of [
      [0.5, 0.05],
      [0.95, 0.05],
      [0.99, 0.1],
    ] as const) {
      const error = quantile(pulled, p) / quantile(profile, p) - 1;
      expect({ key, p, error, right: Math.abs(error) <= tolerance }).toMatchObject({ right: true });
    }
  }
  const second = runHere(folder, "latency", "pull", ...log, "--write");
  await second.ended;
  expect(second.stdout).toContain("0 profiles written, 3 unchanged");
  expect(readFileSync(join(folder, "specs/users.latency.yaml"), "utf8")).toBe(text);
  const check = runHere(folder, "latency", "pull", ...log, "--check", "--json");
  expect(await check.ended).toBe(0);
  const { services } = JSON.parse(check.stdout);
  const { apart } = services[0].routes.find((one: { route: string }) => one.route === "GET /users");
  expect(apart).toEqual({ 504: 200 });
});

test("Ctrl-C leaves the file as it is", async () => {
  const folder = project();
  write(folder, "specs/users.latency.yaml", "default: { p95: 3ms }\n");
  const asked = Promise.withResolvers<void>();
  const server = createServer(() => asked.resolve()).listen(0, "127.0.0.1");
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pull = run(folder, "latency", "pull", "--from", "mock", "--at", url, "--write");
  await asked.promise;
  pull.signal("SIGINT");
  expect(await pull.ended).not.toBe(0);
  expect(readFileSync(join(folder, "specs/users.latency.yaml"), "utf8")).toBe(
    "default: { p95: 3ms }\n",
  );
  expect(readdirSync(join(folder, "specs"))).toEqual(["users.latency.yaml", "users.yaml"]);
});
