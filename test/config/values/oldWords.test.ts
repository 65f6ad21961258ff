import { expect, test } from "vitest";
import { OLD_VALUES, OLD_WORDS } from "../../../src/config/values/oldWords.ts";
import { campaignOf, problemsOf, serviceOf } from "../stack.ts";

const tested = new Set<string>();

/** The one problem of a stack or service that has an old word; `path` is noted as tested. */
function problemOf(path: string, run: () => unknown): string[] {
  tested.add(path);
  return problemsOf(run);
}

test.each([
  ["resources.cpu", "resources: { cpu: 1 }", "Write resources.limits.cpu."],
  ["resources.memory", "resources: { memory: 1Gi }", "Write resources.limits.memory."],
  ["sidecar.cpu", "sidecar: { cpu: 1m }", "Write sidecar.limits.cpu."],
  ["sidecar.memory", "sidecar: { memory: 1Gi }", "Write sidecar.limits.memory."],
])("%s of a service is an error that names the new word", (path, settings, fix) => {
  expect(problemOf(path, () => serviceOf(settings))).toEqual([
    `stack: services[0].${path}: no such key.\n  ${fix}`,
  ]);
});

test.each([
  ["namespace", "{ name: shop, create: false }", /namespace, and create as createNamespace\.$/],
  ["image", "{ base: node:24-slim }", /Write build: image is a ready image of the mock\.$/],
  ["istio", "false", /Write istio: none\.$/],
  ["sidecar", "false", /Write sidecar: none\.$/],
  ["latency", "false", /Write latency: none\.$/],
  ["tags", "false", /Write tags: none\.$/],
  ["registry", "false", /Write registry: none\.$/],
])("the old value of %s of a service is an error that names the new one", (key, value, fix) => {
  const problems = problemOf(key, () => serviceOf(`${key}: ${value}`));
  expect(problems).toEqual([expect.stringMatching(fix)]);
  expect(problems).toEqual([expect.stringContaining(`stack: services[0].${key}: expected `)]);
});

test("old words in defaults name the new ones too", () => {
  const stack = `
    defaults: { delivery: configMap, istio: { revision: false } }
    services: [{ name: a, spec: a.yaml }]`;
  expect(problemOf("istio.revision", () => campaignOf(stack))).toEqual([
    expect.stringMatching(
      /^stack: defaults\.istio\.revision: .*received false\.\n {2}Write revision: none\.$/,
    ),
  ]);
});

test("gateway of a stack is previewHosts, and nothing else is missing then", () => {
  const stack = "gateway: { gateway: a/b, domain: example.com, apis: [] }";
  expect(problemOf("gateway", () => campaignOf(stack))).toEqual([
    "stack: gateway: no such key.\n  Write previewHosts.",
  ]);
});

test("by of a preview is routeTo", () => {
  const stack = "previews: [{ service: a, namespace: b, key: c, by: subset }]";
  expect(problemOf("previews.by", () => campaignOf(stack))).toEqual([
    "stack: previews[0].by: no such key.\n  Write routeTo.",
  ]);
});

test("a port is written behind its host", () => {
  const api =
    "previewHosts: { gateway: a/b, domain: a.b, apis: [{ api: a, service: b.c, port: 1 }] }";
  expect(problemOf("previewHosts.apis.port", () => campaignOf(api))).toEqual([
    "stack: previewHosts.apis[0].port: no such key.\n  Write it in service, such as catalog.shop:8080.",
  ]);
  const entry =
    "router: { hosts: [{ host: a.b, entries: [{ key: k, to: { host: c.d, port: 1 } }] }] }";
  expect(problemOf("router.hosts.entries.to.port", () => campaignOf(entry))).toEqual([
    "stack: router.hosts[0].entries[0].to.port: no such key.\n  Write it in host, such as catalog-alice.shop:8080.",
  ]);
});

test("every old word is tested here", () => {
  expect([...tested].sort()).toEqual(
    [...Object.keys(OLD_WORDS), ...Object.keys(OLD_VALUES)].sort(),
  );
});
