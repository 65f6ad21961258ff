import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { UserError } from "../../../src/problem.ts";
import type { LatencySource, Listing } from "../../../src/sources/source.ts";
import { runHere } from "../inProcess.ts";
import { folderOf, stackOf } from "../project.ts";

/** What the source of these tests has: requests by name, all with the same quantiles. */
const fake = vi.hoisted(() => ({
  requests: {} as Record<string, number>,
  more: {} as Partial<Listing>,
  factor: 1,
  fault: undefined as Error | undefined,
}));

vi.mock("../../../cli/latency/sources.ts", () => {
  const source: LatencySource = {
    kind: "fake",
    namesOf: ({ key }) => [key],
    async list({ service }) {
      if (fake.fault !== undefined) throw fake.fault;
      const names = Object.entries(fake.requests).map(([name, requests]) => ({
        name,
        requests,
        apart: { 504: 3 },
      }));
      return { names, query: `service:${service}`, notes: ["A note."], ...fake.more };
    },
    async measure({ quantiles }, sets) {
      return sets.map((names) => ({
        requests: names.reduce((sum, name) => sum + (fake.requests[name] ?? 0), 0),
        quantiles: quantiles.map((p) => ({ p, ms: fake.factor * (10 + 100 * p) })),
      }));
    },
  };
  const other = { type: "string", placeholder: "name", description: "" };
  const open = () => source;
  return {
    SOURCES: new Map([
      ["fake", { options: {}, open }],
      ["other", { options: { site: other }, open }],
    ]),
  };
});

beforeEach(() => {
  Object.assign(fake, { requests: {}, more: {}, factor: 1, fault: undefined });
  vi.useFakeTimers({ now: new Date("2026-11-27T09:00:00Z"), toFake: ["Date"] });
  return () => vi.useRealTimers();
});

const DOCUMENT = `openapi: 3.1.0
info: { title: Users, version: "1" }
paths:
  /users: { get: { responses: { 200: { description: ok } } } }
  /users/{id}: { parameters: [{ name: id, in: path, required: true, schema: { type: string } }], get: { responses: { 200: { description: ok } } } }
  /orders: { get: { responses: { 200: { description: ok } } } }
`;

const PULLED =
  "pulled: { source: fake, requests: 1000, window: 7d, time: 2026-11-27T09:00:00Z, query: service:users } }";

function project(latency?: string): string {
  return folderOf({
    "Pulumi.stg.yaml": stackOf("users"),
    "specs/users.yaml": DOCUMENT,
    ...(latency !== undefined && { "specs/users.latency.yaml": latency }),
  });
}

async function pull(folder: string, ...args: string[]) {
  const run = runHere(folder, "latency", "pull", "--from", "fake", ...args);
  const code = await run.ended;
  return { code, stdout: run.stdout, stderr: run.stderr };
}

function fileIn(folder: string): string {
  return readFileSync(join(folder, "specs/users.latency.yaml"), "utf8");
}

test("a pull prints every route with its drift and changes nothing", async () => {
  fake.requests = { "GET /users": 1_000, "GET /orders": 20, "GET /old": 9 };
  const folder = project("default: { p95: 50ms }\n");
  expect(await pull(folder)).toEqual({
    code: 0,
    stdout: `users: 1 of 3 routes measured, 7d, service:users
  ROUTE            REQUESTS  P50                P95                   P99
  GET /users          1,000  50ms -> 60ms +20%  50ms -> 105ms +110%!  50ms -> 109ms +118%!  apart: 3 x 504
  GET /orders            20  -                  -                     -                     20 requests, fewer than 100; apart: 3 x 504
  GET /users/{id}         0  -                  -                     -                     never called
  Names that no route has, 1.2% of all requests. latency.names can map them:
    GET /old: 1.2%
  A note.
  specs/users.latency.yaml: 1 profile to write (--write)

`,
    stderr: "",
  });
  expect(fileIn(folder)).toBe("default: { p95: 50ms }\n");
});

describe("--write", () => {
  test("adds profiles with their provenance, and the same data give the same bytes at any time", async () => {
    fake.requests = { "GET /users": 1_000 };
    const folder = project("# By hand\nroutes:\n  GET /orders: { p95: 3ms } # slow\n");
    expect((await pull(folder, "--write")).code).toBe(0);
    const expected = `# By hand
routes:
  GET /orders: { p95: 3ms } # slow
  GET /users: { p50: 60ms, p75: 85ms, p90: 100ms, p95: 105ms, p99: 109ms,
    ${PULLED}
`;
    expect(fileIn(folder)).toBe(expected);
    vi.setSystemTime(new Date("2026-11-28T09:00:00Z"));
    const again = await pull(folder, "--write");
    expect(again.stdout).toContain("specs/users.latency.yaml: 0 profiles written, 1 unchanged");
    expect(fileIn(folder)).toBe(expected);
    const check = runHere(folder, "config", "check");
    expect([await check.ended, check.stderr]).toEqual([0, ""]);
  });

  test("makes the file if there is none", async () => {
    fake.requests = { "GET /users": 1_000 };
    const folder = project();
    await pull(folder, "--write");
    expect(fileIn(folder)).toMatch(/^routes:\n {2}GET \/users: \{ p50: 60ms, /);
  });

  test("keeps what was written by hand without --force", async () => {
    fake.requests = { "GET /users": 1_000 };
    const text = "routes: { GET /users: { p95: 3ms } }\n";
    const folder = project(text);
    const { stdout } = await pull(folder, "--write");
    expect(stdout).toContain("1 kept as written by hand (--force overwrites them)");
    expect(fileIn(folder)).toBe(text);
    await pull(folder, "--write", "--force");
    expect(fileIn(folder)).toContain("routes: { GET /users: { p50: 60ms, ");
  });

  test("is refused where the source cannot tell routes apart, unless one profile is asked for", async () => {
    fake.requests = { all: 1_000 };
    fake.more = { serviceWide: "Pull from the access log." };
    const folder = project();
    const { code, stderr } = await pull(folder, "--write");
    expect([code, stderr]).toEqual([
      1,
      "users: fake cannot tell its routes apart.\n  Pull from the access log. Or ask for one profile of the whole service with --service-wide.\n",
    ]);
    expect(existsSync(join(folder, "specs/users.latency.yaml"))).toBe(false);
    expect((await pull(folder, "--write", "--service-wide")).code).toBe(0);
    expect(fileIn(folder)).toMatch(/^default: \{ p50: 60ms, /);
  });

  test("is refused where the file's form does not allow it, and the table is printed", async () => {
    fake.requests = { "GET /users": 1_000 };
    const text = `routes:\n  GET /users: &a { p50: 1ms, p95: 2ms, ${PULLED}\n  GET /orders: *a\n`;
    const folder = project(text);
    const { code, stdout, stderr } = await pull(folder, "--write");
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^specs\/users\.latency\.yaml:2: .* has an anchor, /),
    ]);
    expect(stdout).toContain("GET /users          1,000  ");
    expect(fileIn(folder)).toBe(text);
  });

  test("is refused for two services with one document", async () => {
    const folder = project();
    const two = `${stackOf("users")}    - { name: people, spec: specs/users.yaml }\n`;
    const both = folderOf({
      "Pulumi.stg.yaml": two,
      "specs/users.yaml": readFileSync(join(folder, "specs/users.yaml"), "utf8"),
    });
    const { code, stderr } = await pull(both, "--write");
    expect([code, stderr]).toEqual([
      1,
      "specs/users.latency.yaml: is the latency file of users and people.\n  Choose with --service whose latencies are written to it.\n",
    ]);
  });
});

describe("--check", () => {
  test("exits with 1 if a route has drifted by more than the tolerance, and with 0 otherwise", async () => {
    fake.requests = { "GET /users": 1_000_000 };
    const folder = project();
    await pull(folder, "--write");
    expect((await pull(folder, "--check")).code).toBe(0);
    fake.factor = 1.19;
    expect((await pull(folder, "--check")).code).toBe(0);
    expect((await pull(folder, "--check", "--tolerance", "18%")).code).toBe(1);
    fake.factor = 1.21;
    expect((await pull(folder, "--check")).code).toBe(1);
  });
});

describe("--subtract measured", () => {
  test("takes off what the last verification measured beyond the targets", async () => {
    fake.requests = { "GET /users": 1_000 };
    const folder = folderOf({
      "Pulumi.stg.yaml": stackOf("users"),
      "specs/users.yaml": DOCUMENT,
      ".understudy/verify/stg.json": JSON.stringify({
        format: 1,
        services: [{ name: "users", overheadMs: 1.5 }],
      }),
    });
    await pull(folder, "--write", "--subtract", "measured");
    expect(fileIn(folder)).toContain("{ p50: 58.5ms, ");
    expect(fileIn(folder)).toContain("subtracted: 1.5ms");
  });

  test("without a verification says how to get one", async () => {
    fake.requests = { "GET /users": 1_000 };
    expect(await pull(project(), "--subtract", "measured")).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "--subtract measured: the last verification of stack stg has not measured what is added for users.\n  Verify it first: npm run understudy -- verify --stack stg --service users; or name a duration.\n",
    });
  });
});

test("--json has every route, name and problem", async () => {
  fake.requests = { "GET /users": 1_000, "GET /old": 250 };
  const { stdout } = await pull(project(), "--json");
  const { source, services, problems } = JSON.parse(stdout);
  expect([source, problems, services.length]).toEqual(["fake", [], 1]);
  expect(services[0]).toMatchObject({
    service: "users",
    file: "specs/users.latency.yaml",
    written: false,
    unexplained: [{ name: "GET /old", requests: 250 }],
    routes: [
      { route: "GET /users/{id}", reason: "never called", file: "none" },
      {
        route: "GET /users",
        requests: 1_000,
        apart: { 504: 3 },
        file: "add",
        drift: [{ p: 0.5, new: 60 }, { p: 0.95 }, { p: 0.99 }],
      },
      { route: "GET /orders", reason: "never called", file: "none" },
    ],
  });
});

test("a source that fails leaves the file as it is", async () => {
  fake.fault = new UserError([{ where: "DD_API_KEY", what: "Datadog refuses it" }]);
  const folder = project("default: { p95: 50ms }\n");
  expect(await pull(folder, "--write")).toEqual({
    code: 1,
    stdout: "",
    stderr: "DD_API_KEY: Datadog refuses it.\n",
  });
  expect(fileIn(folder)).toBe("default: { p95: 50ms }\n");
});

test.each([
  [["--site", "eu"], "--site: belongs to --from other"],
  [["--write", "--check"], "--write and --check: exclude each other"],
  [["--window", "7"], '--window: expected a duration such as "7d", "12h" or "30m", received "7"'],
  [["--hours", "22"], '--hours: expected hours of the day such as "10-22", received "22"'],
  [["--zone", "Mars"], '--zone: expected a time zone such as "Asia/Tokyo", received "Mars"'],
  [
    ["--status", "2xx,abc"],
    '--status: expected status codes or classes such as "2xx,3xx" or "200,201", received "2xx,abc"',
  ],
  [["--tolerance", "20"], '--tolerance: expected a share such as "20%", received "20"'],
  [
    ["--subtract", "0ms"],
    '--subtract: expected a duration above zero such as "2ms", or "measured", received "0ms"',
  ],
  [["--cap", "10"], '--cap: expected a duration above zero such as "10s", received "10"'],
])("a wrong call is refused: %s", async (args, message) => {
  const { code, stderr } = await pull(project(), ...args);
  expect([code, stderr]).toEqual([2, `${message}.\nSee: understudy latency pull --help\n`]);
});
