import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readLatencyText } from "../../../src/latency/file.ts";
import type { Profile } from "../../../src/latency/profile.ts";
import { quantile } from "../../../src/latency/quantile.ts";
import { sampler } from "../../../src/latency/sample.ts";
import { seededRandom } from "../../../src/server/values/random.ts";
import {
  API_KEY,
  APP_KEY,
  type DatadogServer,
  serveDatadog,
} from "../../sources/datadog/datadogServer.ts";
import { spans } from "../../sources/datadog/fixture.ts";
import type { Spans } from "../../sources/datadog/store.ts";
import { runHere } from "../inProcess.ts";
import { documentOf, folderOf, stackOf } from "../project.ts";

const AN_HOUR_AGO = new Date(Date.now() - 3_600_000);

/** What production is like, by the resource names that Express has. */
const PRODUCTION: Record<string, Profile> = {
  "GET /users": { kind: "lognormal", median: 20, p99: 519 },
  "GET /users/:uid": { kind: "fixed", ms: 120 },
  "GET /users/:uid/pets": {
    kind: "quantiles",
    points: [
      { p: 0.01, ms: 4 },
      { p: 0.69, ms: 6 },
      { p: 0.71, ms: 180 },
      { p: 0.99, ms: 240 },
    ],
  },
};

const BY_HAND = `# Written by a person.
routes:
  GET /orders: { p50: 10ms, p95: 40ms } # as the contract says
`;

let server: DatadogServer;

function production(): Spans[] {
  return Object.entries(PRODUCTION).map(([resource, profile]) => {
    const draw = sampler(profile, seededRandom(resource));
    const seconds = Array.from({ length: 20_000 }, () => draw() / 1000);
    return spans(resource, 0, { service: "users", at: AN_HOUR_AGO, seconds });
  });
}

beforeEach(async () => {
  server = await serveDatadog({ spans: production() });
  vi.stubEnv("DD_API_KEY", API_KEY);
  vi.stubEnv("DD_APP_KEY", APP_KEY);
  vi.stubEnv("DD_SITE", server.url);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

function project(): string {
  const paths = ["/users", "/users/{userId}", "/users/{userId}/pets", "/orders"];
  return folderOf({
    "Pulumi.stg.yaml": stackOf("users"),
    "specs/users.yaml": documentOf(paths),
    "specs/users.latency.yaml": BY_HAND,
  });
}

async function pull(folder: string, ...args: string[]) {
  const run = runHere(folder, "latency", "pull", "--from", "datadog", ...args);
  const code = await run.ended;
  return { code, text: run.stdout + run.stderr };
}

function latencyFile(folder: string): string {
  return readFileSync(join(folder, "specs/users.latency.yaml"), "utf8");
}

test("production's profiles are written: p50 and p95 within 5 %, p99 within 10 %, and a second time the same bytes", async () => {
  const folder = project();
  expect((await pull(folder, "--write")).code).toBe(0);
  const text = latencyFile(folder);
  expect(text.startsWith(BY_HAND)).toBe(true);
  const { routes, pulled } = readLatencyText("users.latency.yaml", text, []);
  for (const [resource, profile] of Object.entries(PRODUCTION)) {
    const key = resource.replace(":uid", "{userId}");
    const written = routes[key];
    for (const p of [0.5, 0.95, 0.99]) {
      const ratio = written === undefined ? 0 : quantile(written, p) / quantile(profile, p);
      expect(Math.abs(ratio - 1), `${key} p${p}`).toBeLessThan(p < 0.99 ? 0.05 : 0.1);
    }
    expect(pulled?.routes[key]).toMatchObject({ source: "datadog", requests: 20_000 });
  }
  expect((await pull(folder, "--write")).code).toBe(0);
  expect(latencyFile(folder)).toBe(text);
});

test("the keys are in no output and in no file", async () => {
  const folder = project();
  const outputs = [
    await pull(folder, "--write"),
    await pull(folder, "--json"),
    await pull(folder, "--check"),
    await pull(folder, "--span", "other.request"),
  ];
  vi.stubEnv("DD_API_KEY", APP_KEY);
  outputs.push(await pull(folder));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  expect(files.length).toBeGreaterThan(2);
  const all = JSON.stringify([outputs, files]);
  expect(all).not.toContain(API_KEY);
  expect(all).not.toContain(APP_KEY);
});

describe("what is wrong is told, and the file stays as it is", () => {
  async function refused(...args: string[]): Promise<string> {
    const folder = project();
    const { code, text } = await pull(folder, "--write", ...args);
    expect(code).toBe(1);
    expect(latencyFile(folder)).toBe(BY_HAND);
    return text;
  }

  test("a wrong key", async () => {
    vi.stubEnv("DD_API_KEY", "0".repeat(32));
    expect(await refused()).toContain("it answered 403: the API key is refused");
  });

  test("no keys", async () => {
    vi.stubEnv("DD_API_KEY", "");
    expect(await refused()).toContain("DD_API_KEY: Datadog's API key is missing.");
  });

  test("a wrong site", async () => {
    expect(await refused("--site", "datadoghq.ue")).toContain('Did you mean "datadoghq.eu"?');
  });

  test("a service, a span or an environment that is not there", async () => {
    expect(await refused("--datadog-service", "user")).toContain('Did you mean "users"?');
    expect(await refused("--span", "express.requests")).toContain(
      'Did you mean "express.request"?',
    );
    expect(await refused("--env", "prot")).toContain('Did you mean "prod"?');
  });

  test("an empty window", async () => {
    expect(await refused("--window", "10m", "--span", "express.request")).toMatch(
      /no requests in this window|has no metric trace.express.request.hits in this window/,
    );
  });
});
