import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { open } from "../../../cli/latency/datadog.ts";
import {
  API_KEY,
  APP_KEY,
  type DatadogServer,
  serveDatadog,
} from "../../sources/datadog/datadogServer.ts";
import { questionOf, spans } from "../../sources/datadog/fixture.ts";

let root: string;
let server: DatadogServer;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "understudy-datadog-"));
  server = await serveDatadog({ spans: [spans("GET /pets", 10)] });
  for (const name of ["DD_API_KEY", "DD_APP_KEY", "DD_SITE"]) vi.stubEnv(name, "");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
  await server.close();
});

async function list(values: Partial<Parameters<typeof open>[0]> = {}) {
  const none = { site: server.url, env: undefined, span: undefined, "datadog-service": undefined };
  const source = await open({ ...none, ...values }, { name: "stg", root });
  return await source.list(questionOf(["GET /pets"]));
}

async function problemOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => "no problem",
    (error: Error) => error.message,
  );
}

/** A program that answers as Pulumi does, and writes how it was called. */
function writePulumi(script: string): void {
  writeFileSync(join(root, "pulumi"), `#!/bin/sh\necho "$@" >> ${root}/calls\n${script}\n`);
  chmodSync(join(root, "pulumi"), 0o755);
  vi.stubEnv("PATH", `${root}${delimiter}${process.env.PATH}`);
}

const ENCRYPTED = `config:
  datadog:apiKey: { secure: v1:abc }
  "datadog:appKey":
    secure: v1:def
`;

test("keys and the site are taken from the environment", async () => {
  vi.stubEnv("DD_API_KEY", API_KEY);
  vi.stubEnv("DD_APP_KEY", `${APP_KEY}\n`);
  vi.stubEnv("DD_SITE", server.url);
  const { names } = await list({ site: undefined });
  expect(names).toEqual([{ name: "get_/pets", requests: 10, apart: {} }]);
});

test("keys are taken from the stack's encrypted configuration, by Pulumi", async () => {
  writeFileSync(join(root, "Pulumi.stg.yaml"), ENCRYPTED);
  writePulumi(`case "$3" in datadog:apiKey) echo ${API_KEY};; *) echo ${APP_KEY};; esac`);
  expect((await list()).names).toHaveLength(1);
});

test("missing keys are told at once, with both places for them", async () => {
  expect(await problemOf(list())).toBe(
    `DD_API_KEY: Datadog's API key is missing.
  Set DD_API_KEY, or encrypt the key in Pulumi.stg.yaml: pulumi config set --secret datadog:apiKey --stack stg
DD_APP_KEY: Datadog's application key is missing.
  Set DD_APP_KEY, or encrypt the key in Pulumi.stg.yaml: pulumi config set --secret datadog:appKey --stack stg`,
  );
});

test("a key that cannot be decrypted is told with Pulumi's reason", async () => {
  writeFileSync(join(root, "Pulumi.stg.yaml"), ENCRYPTED);
  writePulumi("echo 'error: incorrect passphrase' >&2; exit 255");
  expect(await problemOf(list())).toBe(
    `Pulumi.stg.yaml: datadog:apiKey: the key cannot be decrypted: incorrect passphrase.
Pulumi.stg.yaml: datadog:appKey: the key cannot be decrypted: incorrect passphrase.`,
  );
});

test("a key that no header can carry is refused without being shown", async () => {
  vi.stubEnv("DD_API_KEY", `${API_KEY}\n${API_KEY}`);
  vi.stubEnv("DD_APP_KEY", "日本");
  expect(await problemOf(list())).toBe(
    `DD_API_KEY: the key has characters that no key has, such as spaces or line breaks.
DD_APP_KEY: the key has characters that no key has, such as spaces or line breaks.`,
  );
});

test("keys are in nothing that a source gives, and in no request but its two headers", async () => {
  vi.stubEnv("DD_API_KEY", API_KEY);
  vi.stubEnv("DD_APP_KEY", APP_KEY);
  const none = { site: server.url, env: undefined, span: undefined, "datadog-service": undefined };
  const source = await open(none, { name: "stg", root });
  const told: string[] = [];
  const question = questionOf(["GET /pets"], { progress: (text) => told.push(text) });
  const listing = await source.list(question);
  const measured = await source.measure(question, [["get_/pets"]]);
  vi.stubEnv("DD_APP_KEY", API_KEY);
  const refused = await problemOf(list());
  expect(refused).toContain("the application key is refused");
  const all = JSON.stringify([source, listing, measured, told, refused, server.received]);
  expect(all).not.toContain(API_KEY);
  expect(all).not.toContain(APP_KEY);
});

test("a wrong site is named where it was said", async () => {
  vi.stubEnv("DD_SITE", "datadog.eu");
  expect(await problemOf(list({ site: undefined }))).toMatch(/^DD_SITE: no site of Datadog is/);
  expect(await problemOf(list({ site: "datadog.eu" }))).toMatch(/^--site: no site of Datadog is/);
});
