import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect } from "../../src/cluster/connection.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "understudy-"));
  file = join(folder, "config");
  vi.stubEnv("KUBECONFIG", file);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const CONTEXTS = ["dev", "stg"].map((name) => ({ name, context: { cluster: "c", user: "u" } }));
const CONFIG = {
  ...{ apiVersion: "v1", kind: "Config", contexts: CONTEXTS },
  clusters: [{ name: "c", cluster: { server: "http://127.0.0.1:1" } }],
  users: [{ name: "u", user: {} }],
};

test.each([
  ["that is not there", undefined, "cannot be read: ENOENT"],
  ["that is empty", "", "cannot be read: expected a document"],
  ["that is no YAML", "a: [", "cannot be read: unexpected end"],
])("a kubeconfig %s is named", async (_, content, what) => {
  if (content !== undefined) writeFileSync(file, content);
  await expect(connect(undefined)).rejects.toThrow(`kubeconfig: ${file} ${what}`);
});

test("without a current context one has to be named", async () => {
  writeFileSync(file, JSON.stringify(CONFIG));
  await expect(connect(undefined)).rejects.toThrow(
    "kubeconfig: has no current context.\n  Name one with --context: dev or stg.",
  );
  expect((await connect("stg")).getCurrentContext()).toBe("stg");
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "Config" }));
  await expect(connect(undefined)).rejects.toThrow("It has no contexts at all");
});
