import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import { CORE_SCHEMA, load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { stackSchema } from "../../../src/config/derived/stackSchema.ts";
import { readStack } from "../../../src/config/read.ts";
import { campaigns } from "../../e2e/campaigns.ts";

const validate = new Ajv({ allowUnionTypes: true }).compile(stackSchema());

/** Where a stack file breaks the schema; nothing if it is valid. */
function errorsOf(yaml: string): string[] {
  validate(load(yaml, { schema: CORE_SCHEMA }));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const stacks = readdirSync(".").filter((file) => /^Pulumi\..+\.yaml$/.test(file));

test("there are stacks to check", () => {
  expect(stacks).toEqual(["Pulumi.kind.yaml", "Pulumi.routing.yaml", "Pulumi.stg.yaml"]);
});

test.each(stacks)("%s is valid, and names the schema for editors", (file) => {
  const text = readFileSync(file, "utf8");
  expect(errorsOf(text)).toEqual([]);
  expect(text).toMatch(/^# yaml-language-server: \$schema=docs\/stack\.schema\.json\n/);
});

test("every campaign that the reader takes is valid", () => {
  fc.assert(
    fc.property(campaigns, (values) => {
      expect(readStack(values, { stack: "test", file: "stack" }).problems).toEqual([]);
      const settings = Object.entries(values).map(([key, value]) => [`understudy:${key}`, value]);
      // As it is in a file: without what is undefined.
      expect(errorsOf(JSON.stringify({ config: Object.fromEntries(settings) }))).toEqual([]);
    }),
    { seed: 1, numRuns: 50 },
  );
});

const SERVICE = "name: a, spec: a.yaml";

describe("a stack file may have", () => {
  test.each([
    [
      "Pulumi's own keys",
      "secretsprovider: x\nencryptionsalt: v1:x\nconfig: { 'aws:region': x, 'pulumi:tags': {} }",
    ],
    ["an encrypted text", `config: { "understudy:kubeContext": { secure: AAAA } }`],
    [
      "an encrypted password",
      `config: { "understudy:defaults": { registry: { url: a.example.com, username: a, password: { secure: AAAA } } } }`,
    ],
    ["an encrypted mapping", `config: { "understudy:aws": { secure: AAAA } }`],
    ["JSON text, as config set writes it", `config: { "understudy:services": '[{"name":"a"}]' }`],
    [
      "short forms",
      `config: { "understudy:services": [{ ${SERVICE}, istio: none, latency: none, registry: none, tags: none, sidecar: none }] }`,
    ],
    [
      "a removed variable",
      `config: { "understudy:previews": [{ service: a, namespace: b, key: c, env: { A: null } }] }`,
    ],
  ])("%s", (_, yaml) => {
    expect(errorsOf(yaml)).toEqual([]);
  });
});

describe("a stack file must not have", () => {
  test.each([
    ["a misspelt key", 'config: { "understudy:servces": [] }'],
    ["a key outside a namespace", "config: { services: [] }"],
    ["text for a list", 'config: { "understudy:services": all }'],
    ["a service without a document", 'config: { "understudy:services": [{ name: a }] }'],
    ["an unknown setting", `config: { "understudy:services": [{ ${SERVICE}, replica: 2 }] }`],
    [
      "a number of the wrong size",
      `config: { "understudy:services": [{ ${SERVICE}, replicas: 0 }] }`,
    ],
    ["an unknown word", `config: { "understudy:services": [{ ${SERVICE}, engine: prysm }] }`],
    ["an old word", 'config: { "understudy:gateway": { gateway: a/b } }'],
    ["an old value", `config: { "understudy:services": [{ ${SERVICE}, istio: false }] }`],
    [
      "a quantity that is none",
      'config: { "understudy:defaults": { resources: { limits: { cpu: 1GHz } } } }',
    ],
    ["a setting of one service in defaults", 'config: { "understudy:defaults": { spec: a.yaml } }'],
    [
      "an encrypted variable of a preview",
      'config: { "understudy:previews": [{ service: a, namespace: b, key: c, env: { A: { secure: x } } }] }',
    ],
  ])("%s", (_, yaml) => {
    expect(errorsOf(yaml)).not.toEqual([]);
  });
});
