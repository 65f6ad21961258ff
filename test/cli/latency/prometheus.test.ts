import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { fakePrometheus, oneRoute } from "../../sources/prometheus/fakePrometheus.ts";
import { runHere } from "../inProcess.ts";
import { documentOf, folderOf, stackOf, write } from "../project.ts";

const KEYS = ["URL", "TOKEN", "USERNAME", "PASSWORD", "TENANT"];

beforeEach(() => {
  for (const name of KEYS) vi.stubEnv(`PROMETHEUS_${name}`, "");
  return () => vi.unstubAllEnvs();
});

function project(): string {
  return folderOf({
    "Pulumi.stg.yaml": stackOf("payments"),
    "specs/payments.yaml": documentOf(["/pets", "/dogs"]),
  });
}

async function pull(folder: string, ...args: string[]) {
  const run = runHere(folder, "latency", "pull", "--from", "prometheus", ...args);
  const code = await run.ended;
  return { code, stdout: run.stdout, stderr: run.stderr };
}

test("a pull from Prometheus writes the latency file, and the key is neither in it nor in the output", async () => {
  vi.stubEnv("PROMETHEUS_TOKEN", "secret-token");
  const { url, asked } = await fakePrometheus(oneRoute(100));
  vi.stubEnv("PROMETHEUS_URL", url);
  const folder = project();
  const { code, stdout, stderr } = await pull(folder, "--write", "--window", "1d", "--tenant", "a");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(asked[0]?.headers).toMatchObject({
    authorization: "Bearer secret-token",
    "x-scope-orgid": "a",
  });
  expect(stdout).toContain("payments: 1 of 2 routes measured, 1d, sum by (http_route,");
  const file = readFileSync(join(folder, "specs/payments.latency.yaml"), "utf8");
  expect(file).toContain("GET /pets:");
  expect(file).toContain("source: prometheus, requests: 2400, window: 1d");
  expect(file).toContain('bucket{job=\\"payments\\"}[1d]');
  expect(stdout + file).not.toContain("secret-token");
});

test("a token is read from a file, the tenant from the environment, and a file that is not there leaves everything as it is", async () => {
  const { url, asked } = await fakePrometheus(oneRoute(100));
  const folder = project();
  write(folder, "token", "from-file\n");
  vi.stubEnv("PROMETHEUS_TENANT", "b");
  await pull(folder, "--url", url, "--token-file", "token");
  expect(asked[0]?.headers).toMatchObject({
    authorization: "Bearer from-file",
    "x-scope-orgid": "b",
  });
  const missing = await pull(folder, "--url", url, "--token-file", "nothing", "--ca", "no.pem");
  expect(missing).toEqual({
    code: 1,
    stdout: "",
    stderr: "--token-file: nothing cannot be read: ENOENT.\n--ca: no.pem cannot be read: ENOENT.\n",
  });
});

test("a refusal names the way out, and not the key", async () => {
  vi.stubEnv("PROMETHEUS_PASSWORD", "secret-word");
  const { url } = await fakePrometheus(() => ({ status: 403, body: "not with secret-word" }));
  const { code, stderr } = await pull(project(), "--url", url);
  expect(code).toBe(1);
  expect(stderr).toBe(
    `${url}: Prometheus refuses the request with status 403: not with ***.\n  It was sent the token or the password that it was given: these are wrong, or lack the right to query.\n`,
  );
});
