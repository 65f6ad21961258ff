import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { serverBundle } from "../../src/server/bundle.ts";
import { findNode } from "./node.ts";
import { makeProject, ORDERS, run } from "./project.ts";

const COMMAND = "node_modules/understudy/dist/understudy.mjs";

test("npm installs the package and Faker, less than 40 MB", () => {
  const modules = join(inject("installed"), "node_modules");
  const entries = readdirSync(modules, { recursive: true, withFileTypes: true });
  const packages = readdirSync(modules).filter((name) => !name.startsWith("."));
  expect(packages).toEqual(["@faker-js", "understudy"]);
  const bytes = entries
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  expect(bytes).toBeLessThan(40e6);
});

test("the package holds no test, and no source but the propagation library", () => {
  const folder = join(inject("installed"), "node_modules/understudy");
  const files = readdirSync(folder, { recursive: true }).map(String);
  expect(files.filter((file) => /(^|\/)test\/|\.test\.|\.(?<!d\.)ts$/.test(file))).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual([
    "LICENSE",
    "README.md",
    "dist",
    "docs",
    "package.json",
    "plugin",
    "src",
  ]);
  expect(readdirSync(join(folder, "src"))).toEqual(["propagation"]);
});

test("it names every package that the bundles hold, with its licence", () => {
  const notices = readFileSync(
    join(inject("installed"), "node_modules/understudy/dist/THIRD_PARTY_LICENSES"),
    "utf8",
  );
  expect(notices).toContain("\najv 8.20.0 (MIT)\n\nThe MIT License (MIT)\n");
  expect(notices).toContain("\njs-yaml 5.5.0 (MIT)\n\n(The MIT License)\n");
  expect(notices).not.toContain("(undefined)");
});

test("its server is the one that the repository bundles, byte for byte", () => {
  const file = "node_modules/understudy/dist/server/server.mjs";
  expect(readFileSync(join(inject("installed"), file), "utf8")).toBe(serverBundle());
});

test("npx finds the command", async () => {
  const { code, stdout } = await run(inject("installed"), "npx", ["understudy", "--version"]);
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
});

describe.each([20, 24])("on Node %i", (major) => {
  const node = major === 24 ? process.execPath : (findNode(major) ?? "");
  if (node === "") {
    test.skip(`skipped: there is no Node ${major} on the PATH`, () => {});
    return;
  }

  test("serve serves a document of any folder until it is interrupted", async () => {
    const folder = makeProject({ "api/orders.yaml": ORDERS });
    const child = spawn(node, [COMMAND, "serve", "api/orders.yaml", "--port", "0"], {
      cwd: folder,
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [line] = await once(child.stdout, "data");
    const url = /http:\/\/\S+/.exec(String(line))?.[0];
    expect(await (await fetch(`${url}/orders/7`)).json()).toEqual({ id: "o-1" });
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  test("serve serves a Postman collection, for which it loads Postman's library", async () => {
    const schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    const response = [{ code: 200, body: '{"id":7}' }];
    const item = [{ request: { method: "GET", url: "{{base}}/orders/:id" }, response }];
    const collection = JSON.stringify({ info: { name: "Shop", schema }, item });
    const folder = makeProject({ "shop.json": collection });
    const child = spawn(node, [COMMAND, "serve", "shop.json", "--port", "0"], { cwd: folder });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [line] = await once(child.stdout, "data");
    const url = /http:\/\/\S+/.exec(String(line))?.[0];
    expect(await (await fetch(`${url}/orders/7`)).json()).toEqual({ id: 7 });
  });

  test("start serves a stack of the folder where it runs", async () => {
    const folder = makeProject({ "specs/orders.yaml": ORDERS, "Pulumi.dev.yaml": STACK });
    const args = [COMMAND, "start", "--stack", "dev", "--port", "0", "--json"];
    const child = spawn(node, args, { cwd: folder });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [line] = await once(child.stdout, "data");
    const { url } = JSON.parse(String(line)).services[0];
    expect(await (await fetch(`${url}/orders/7`)).json()).toEqual({ id: "o-1" });
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  test("cluster check finds the Kubernetes client", async () => {
    const folder = makeProject({ "specs/orders.yaml": ORDERS, "Pulumi.dev.yaml": STACK });
    const args = [COMMAND, "cluster", "check", "--stack", "dev"];
    const { code, stderr } = await run(folder, node, args, { KUBECONFIG: "none" });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        "kind-test: could not be asked: kubeconfig: none cannot be read: " +
        "ENOENT: no such file or directory, open 'none'.\n",
    });
  });

  test("start says what it needs where there is no stack", async () => {
    expect(await run(makeProject({}), node, [COMMAND, "start"])).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "Pulumi.stg.yaml: no such stack: there are none.\n" +
        "  Go to the folder of Pulumi.yaml, or serve a document without a stack: understudy start openapi.yaml.\n",
    });
  });
});

test("render writes the same files as in the repository, with the server and the Lua programs of claims", async () => {
  const folder = makeProject({ "specs/orders.yaml": ORDERS, "Pulumi.dev.yaml": STACK + CLAIMS });
  const written = [];
  for (const command of [COMMAND, join(process.cwd(), "cli/understudy.js")]) {
    const args = [command, "render", "--stack", "dev", "--out", "manifests"];
    const { code, stdout, stderr } = await run(folder, process.execPath, args);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    written.push({ stdout, stderr, ...textsOf(join(folder, "manifests")) });
  }
  expect(written[0]).toEqual(written[1]);
  const text = Object.values(written[0] ?? {}).join("\n");
  expect(text).toContain("server.mjs: ");
  expect(text).toContain("envoy_on_request");
});

test("image writes a build context with the Dockerfile and the bundled server", async () => {
  const stack = STACK.replace("delivery: configMap", "delivery: image").replace(
    "registry: none",
    "registry: registry.test",
  );
  const folder = makeProject({ "specs/orders.yaml": ORDERS, "Pulumi.dev.yaml": stack });
  const { code, stderr } = await run(folder, process.execPath, [
    COMMAND,
    "image",
    "--stack",
    "dev",
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const context = join(folder, ".understudy/dev/orders");
  expect(readFileSync(join(context, "engine/server.mjs"), "utf8")).toBe(serverBundle());
  expect(readFileSync(join(context, "Dockerfile"), "utf8")).toBe(
    readFileSync("src/server/Dockerfile", "utf8"),
  );
});

const STACK = `config:
  understudy:kubeContext: kind-test
  understudy:defaults: { registry: none, delivery: configMap, istio: none }
  understudy:services:
    - { name: orders, spec: specs/orders.yaml }
`;

/** The text of each file below a folder. */
function textsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((file) => [file, readFileSync(file, "utf8")]),
  );
}

const CLAIMS = `  understudy:claims: { issuer: https://login.test, jwksUri: https://login.test/keys }
  understudy:router: { hosts: [orders.shop] }
`;
