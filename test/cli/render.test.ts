import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load, YAML11_SCHEMA } from "js-yaml";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { UsageError } from "../../cli/command/usageError.ts";
import { command } from "../../cli/render.ts";
import { UserError } from "../../src/problem.ts";

const SPEC = `
openapi: 3.1.0
info: { title: Shop, version: "1" }
paths:
  /pets: { get: { responses: { "200": { description: ok } } } }
`;

let root: string;
let out: string;
let printed: string[];
let noticed: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "render-"));
  out = join(root, "manifests");
  printed = [];
  noticed = [];
  vi.spyOn(process, "cwd").mockReturnValue(root);
  vi.spyOn(console, "log").mockImplementation((text) => printed.push(text));
  vi.spyOn(console, "error").mockImplementation((text) => noticed.push(text));
});
afterEach(() => vi.restoreAllMocks());

function stack(...services: string[]): void {
  writeFileSync(join(root, "shop.yaml"), SPEC);
  const list = services.map((service) => `    - ${service}\n`).join("");
  const registry = "{ url: registry.example.com, username: ci, password: { secure: AAAA } }";
  writeFileSync(
    join(root, "Pulumi.test.yaml"),
    `config:\n  understudy:kubeContext: test\n  understudy:defaults: { registry: ${registry} }\n  understudy:services:\n${list}`,
  );
}

const render = (...args: string[]) => command.run(["--out", out, ...args]);
const renderTest = (...args: string[]) => render("--stack", "test", ...args);

function filesWritten(): string[] {
  return readdirSync(out, { recursive: true, encoding: "utf8" })
    .filter((file) => statSync(join(out, file)).isFile())
    .toSorted();
}

function textOf(file: string): string {
  return readFileSync(join(out, file), "utf8");
}

test.each(["stg", "kind"])("the committed stack %s is written without a problem", async (name) => {
  vi.spyOn(process, "cwd").mockReturnValue(join(import.meta.dirname, "../.."));
  expect(await render("--stack", name, "--istio-revision", "1-24-3")).toBe(0);
  const kinds = filesWritten().map((file) => /\/(?:\d-)?([a-z]+)-/.exec(file)?.[1]);
  const counts = Object.entries(Object.groupBy(kinds, (kind) => kind ?? "list"));
  expect(Object.fromEntries(counts.map(([kind, all]) => [kind, all?.length]))).toEqual(
    name === "stg"
      ? {
          list: 1,
          namespace: 2,
          deployment: 3,
          service: 3,
          serviceaccount: 2,
          virtualservice: 3,
          horizontalpodautoscaler: 1,
          poddisruptionbudget: 1,
        }
      : { list: 1, namespace: 1, configmap: 4, deployment: 3, service: 3, serviceaccount: 1 },
  );
  expect(noticed.join("\n")).not.toContain("istio.io/rev");
});

test("unknown values are marked in the YAML and on standard error", async () => {
  stack("{ name: pets, spec: shop.yaml, latency: { default: { p95: 12.4ms } } }");
  expect(await renderTest()).toBe(0);
  expect(textOf("pets-prism-mock/deployment-pets-prism-mock.yaml")).toContain(
    "image: IMAGE-OF-pets-SET-BY--image\n",
  );
  expect(textOf("pets-prism-mock/0-namespace-pets-prism-mock.yaml")).not.toContain("istio.io/rev");
  expect(noticed).toEqual([
    "Pulumi.test.yaml:5: services[0].latency: default: 12.4ms is rounded to 12ms: Istio supports only whole milliseconds.",
    "pets: the image is unknown here and written as IMAGE-OF-pets-SET-BY--image.\n  Give it with --image pets=<image>, or name it in the stack.",
    "stack test: Istio's revision is auto, which only the cluster knows: the label istio.io/rev is left out.\n  Give it with --istio-revision, or name it in the stack.",
  ]);
});

test("given values are filled in, and nothing is reported", async () => {
  stack("{ name: pets, spec: shop.yaml }");
  const given = [
    "--image",
    "pets=registry.example.com/pets@sha256:0",
    "--istio-revision",
    "1-24-3",
  ];
  expect(await renderTest(...given)).toBe(0);
  expect(textOf("pets-prism-mock/deployment-pets-prism-mock.yaml")).toContain(
    "image: registry.example.com/pets@sha256:0\n",
  );
  expect(textOf("pets-prism-mock/0-namespace-pets-prism-mock.yaml")).toBe(
    `# Written by "understudy render --stack test": edit the stack, and write it again.
apiVersion: v1
kind: Namespace
metadata:
  name: pets-prism-mock
  labels:
    app.kubernetes.io/part-of: understudy
    app.kubernetes.io/managed-by: understudy
    istio.io/rev: 1-24-3
    understudy.dev/stack: test
  annotations:
    understudy.dev/stack: understudy/test
`,
  );
  expect(noticed).toEqual([]);
});

test("a ready image that the stack names is run, and not asked for", async () => {
  const image = "registry.example.com/pets:1";
  stack(`{ name: pets, spec: shop.yaml, istio: none, image: "${image}" }`);
  expect(await renderTest()).toBe(0);
  expect(textOf("pets-prism-mock/deployment-pets-prism-mock.yaml")).toContain(`image: ${image}\n`);
  expect(noticed).toEqual([]);
});

test("a reader of YAML 1.1 reads the same, also where a text looks like one of its booleans", async () => {
  stack(
    '{ name: "y", spec: shop.yaml, namespace: "on", nodeAffinity: [{ key: "n", operator: In, values: ["yes", "off", "012", "1e3"] }], latency: { default: { p95: 5ms } } }',
  );
  expect(await renderTest("--image", "y=a@sha256:0")).toBe(0);
  const files = filesWritten().filter((file) => file.endsWith(".yaml"));
  expect(files).toHaveLength(5);
  for (const file of files) {
    expect(load(textOf(file), { schema: YAML11_SCHEMA })).toEqual(load(textOf(file)));
  }
  const deployment = textOf("on-prism-mock/deployment-y-prism-mock.yaml");
  expect(deployment).toContain("app.kubernetes.io/name: 'y'\n");
  for (const text of ["n", "yes", "off", "012", "1e3"]) expect(deployment).toContain(`'${text}'`);
});

test("no file has an anchor, which reviews and diffs would have to follow", async () => {
  stack("{ name: pets, spec: shop.yaml, latency: { default: { p50: 20ms, p95: 120ms } } }");
  await renderTest();
  for (const file of filesWritten()) expect(textOf(file)).not.toMatch(/[&*](ref|id)?_?\d/);
});

test("a registry's password is nowhere", async () => {
  const registry = "registry: { url: registry.example.com, username: ci, password: hunter2 }";
  const pets = `{ name: pets, spec: shop.yaml, ${registry} }`;
  stack(pets, `{ name: cats, spec: shop.yaml, engine: prism, ${registry} }`);
  await renderTest("--json");
  const everything = [...printed, ...noticed, ...filesWritten().map(textOf)].join("\n");
  expect(everything).not.toContain("hunter2");
});

test("with --json standard output is one object that lists the files", async () => {
  stack("{ name: pets, spec: shop.yaml, istio: none, delivery: configMap, latency: none }");
  expect(await renderTest("--json")).toBe(0);
  expect(printed).toHaveLength(1);
  const { stack: name, files } = JSON.parse(printed[0] ?? "");
  expect(name).toBe("test");
  expect(files.map(({ file }: { file: string }) => file)).toEqual(
    filesWritten().filter((file) => file.endsWith(".yaml")),
  );
  expect(files.at(-1)).toEqual({
    namespace: "pets-prism-mock",
    kind: "Service",
    name: "pets-prism-mock",
    file: "pets-prism-mock/service-pets-prism-mock.yaml",
  });
});

test("a second call writes the same bytes, and one for less removes the rest", async () => {
  const pets = "{ name: pets, spec: shop.yaml, istio: none, delivery: configMap, latency: none }";
  stack(pets, "{ name: cats, spec: shop.yaml }");
  await renderTest();
  const first = filesWritten().map((file) => [file, textOf(file)]);
  await renderTest();
  expect(filesWritten().map((file) => [file, textOf(file)])).toEqual(first);
  stack(pets);
  await renderTest();
  expect(filesWritten()).toEqual(
    first.map(([file = ""]) => file).filter((file) => !file.startsWith("cats")),
  );
});

test("what no service can have is said of all of them, before anything is written", async () => {
  const latency = "latency: { default: { p95: 500us } }";
  stack(
    `{ name: pets, spec: shop.yaml, ${latency} }`,
    `{ name: cats, spec: shop.yaml, ${latency} }`,
  );
  const error = await renderTest().catch((caught: unknown) => caught);
  expect(error instanceof UserError && error.problems.map(({ where }) => where)).toEqual([
    "Pulumi.test.yaml:5: services[0].latency",
    "Pulumi.test.yaml:6: services[1].latency",
  ]);
  expect(() => statSync(out)).toThrow("ENOENT");
});

describe("a stack of previews", () => {
  const PREVIEWS = `config:
  understudy:router: { hosts: [catalog.shop] }
  understudy:previews:
    - { service: catalog, namespace: shop, key: pr-12 }
    - { service: catalog, namespace: shop, deployment: catalogue, key: pr-13 }
`;
  const ORIGIN = join(import.meta.dirname, "../previewOrigin.yaml");

  test("needs what the previews are copied from, and says how to give it", async () => {
    writeFileSync(join(root, "Pulumi.test.yaml"), PREVIEWS);
    await expect(renderTest()).rejects.toThrow(
      "Pulumi.test.yaml:4: previews[0]: previews are copied from Deployments, which only the cluster knows.\n" +
        "  Give them with --origin <file>, or ask the cluster with --cluster.",
    );
    await expect(renderTest("--origin", ORIGIN, "--origin", "none.yaml")).rejects.toThrow(
      "Pulumi.test.yaml:5: previews[1].deployment: there is no Deployment catalogue in namespace shop.\n" +
        '  Did you mean "catalog"?\n--origin: no such file: ',
    );
  });

  test("is written from files, with a note that other stacks' entries are not in it", async () => {
    const lines = PREVIEWS.split("\n").filter((line) => !line.includes("pr-13"));
    writeFileSync(join(root, "Pulumi.test.yaml"), lines.join("\n"));
    expect(await renderTest("--origin", ORIGIN)).toBe(0);
    expect(filesWritten().filter((file) => file.endsWith(".yaml"))).toEqual([
      "shop/deployment-catalog-pr-12.yaml",
      "shop/service-catalog-pr-12.yaml",
      "shop/virtualservice-catalog-router.yaml",
    ]);
    expect(noticed).toEqual([
      "Pulumi.test.yaml:2: router.hosts[0]: the routes that other stacks declare for the hosts are missing: only the cluster knows them.\n  Ask it with --cluster.",
    ]);
  });
});

test("without --out it is wrong usage", async () => {
  const what = "expected <directory>, received nothing";
  await expect(command.run(["--stack", "test"])).rejects.toEqual(
    new UsageError([{ where: "--out", what }]),
  );
  expect(noticed).toEqual([]);
});

test("mocks that share their pods have one Deployment, whose image is asked for by its name", async () => {
  const both = "spec: shop.yaml, namespace: shop, istio: none, pods: shared, latency: none";
  stack(`{ name: cats, ${both} }`, `{ name: pets, ${both} }`);
  expect(await renderTest("--image", "mocks-shop=registry.example.com/mocks:1")).toBe(0);
  expect(noticed).toEqual([]);
  expect(filesWritten().filter((file) => /deployment|service-/.test(file))).toEqual([
    "shop-prism-mock/deployment-mocks-shop-prism-mock.yaml",
    "shop-prism-mock/service-cats-prism-mock.yaml",
    "shop-prism-mock/service-pets-prism-mock.yaml",
  ]);
  expect(textOf("shop-prism-mock/deployment-mocks-shop-prism-mock.yaml")).toContain(
    "image: registry.example.com/mocks:1\n",
  );
  await renderTest();
  expect(noticed).toEqual([expect.stringMatching(/^mocks-shop: the image is unknown here/)]);
});
