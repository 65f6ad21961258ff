import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { stackOf } from "./engineDeployer.ts";
import { previewErrors } from "./engineErrors.ts";
import { removeNamespaces } from "./leftovers.ts";
import { ROOT } from "./project.ts";
import { type ClusterObject, getObjects, kubectl, run } from "./run.ts";

const context = inject("context");
const engine = inject("engine");

const FIRST = "organization/understudy/first";
const CLI = join(ROOT, "cli/understudy.js");
/** Nobody's: made beside the stacks. */
const SHARED = "understudy-e2e-two";
/** Made by the first stack. */
const MADE = `${SHARED}-prism-mock`;
const LEAVING = `${SHARED}-leaving`;
const FILES = `${SHARED}-files-prism-mock`;
const KINDS = "deployments,services,configmaps,serviceaccounts,virtualservices";

const SPEC = `openapi: 3.0.3
info: { title: Pets, version: "1" }
paths:
  /pets: { get: { responses: { "200": { description: ok } } } }
`;

const head = (namespace: string, more = "") => `config:
  pulumi:disable-default-providers: ["*"]
  understudy:kubeContext: ${context}
  understudy:defaults: { namespace: ${namespace}, registry: none, delivery: configMap, istio: none${more} }
`;
/** A mock in a namespace that the stack makes, and a router; a preview. */
const MOCK = `  understudy:services:
    - { name: pets, spec: pets.yaml }
`;
const ROUTER = `  understudy:router: { hosts: [shop.${SHARED}] }
`;
const PREVIEW = `  understudy:previews:
    - { service: shop, namespace: ${SHARED}, key: pr-1 }
`;

const LABELS = { app: "shop" };
const metadata = { name: "shop", namespace: SHARED };
const BEFORE = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: SHARED } },
  { apiVersion: "v1", kind: "Namespace", metadata: { name: LEAVING } },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas: 0,
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [{ name: "app", image: "node:24-slim", command: ["sleep", "infinity"] }],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { selector: LABELS, ports: [{ name: "http", port: 80 }] },
  },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "held", namespace: LEAVING, finalizers: ["example.com/hold"] },
  },
];

describe.runIf(engine !== "")("a stack that overlaps with another one", () => {
  const folders: string[] = [];
  let folder: string;
  let first: Stack;
  let guest: Stack;

  beforeAll(async () => {
    await removeOthers();
    const list = { apiVersion: "v1", kind: "List", items: BEFORE };
    await run("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(list) });
    folder = newFolder();
    first = await stackWith("first", head(SHARED) + MOCK + ROUTER + PREVIEW);
    guest = await stackWith("guest", head(SHARED, ", createNamespace: false") + MOCK);
    await Promise.all([first.up(), guest.up()]);
  });

  afterAll(async () => {
    await first.destroy();
    await removeOthers();
    for (const one of folders) rmSync(one, { recursive: true });
  });

  test("is told of namespace, objects and host at once, with the other's name, before anything is made", async () => {
    const second = await stackWith("second", head(SHARED) + MOCK + ROUTER);
    const told = [
      `services[0].namespace: namespace "${MADE}" is to be created, but exists already and belongs to the stack ${FIRST}.`,
      `services[0]: Deployment ${MADE}/pets-prism-mock and Service ${MADE}/pets-prism-mock would be created, but exist already and belong to the stack ${FIRST}.`,
      `router.hosts[0]: host shop.${SHARED}.svc.cluster.local already has the VirtualService ${SHARED}/shop-router, owned by the stack ${FIRST}.`,
    ];
    expect(await toldBy(second)).toEqual(told);
    expect(await check("second")).toEqual(told);
  });

  test("is told of a preview of the same service and key", async () => {
    write("key", head(SHARED) + PREVIEW);
    expect(await check("key")).toEqual([
      `previews[0]: Service ${SHARED}/shop-pr-1 exists already, from stack ${FIRST}.`,
    ]);
  });

  test("is told apart from one of the same name whose state is elsewhere", async () => {
    const elsewhere = await stackWith("first", head(SHARED) + MOCK + ROUTER + PREVIEW, newFolder());
    const twin = `the stack ${FIRST}, another of the same name with its own state.`;
    expect(await toldBy(elsewhere)).toEqual([
      `services[0].namespace: namespace "${MADE}" is to be created, but exists already and belongs to ${twin}`,
      `services[0]: Deployment ${MADE}/pets-prism-mock and Service ${MADE}/pets-prism-mock would be created, but exist already and belong to ${twin}`,
      `router.hosts[0]: host shop.${SHARED}.svc.cluster.local already has the VirtualService ${SHARED}/shop-router, owned by ${twin}`,
      `previews[0]: Deployment ${SHARED}/shop-pr-1 and Service ${SHARED}/shop-pr-1 would be created, but exist already and belong to ${twin}`,
    ]);
  });

  test("may not adopt a namespace that the other one made", async () => {
    write("adopt", head(SHARED, ", adopt: true") + MOCK.replace("pets,", "dogs,"));
    expect(await check("adopt")).toEqual([
      `services[0].namespace: namespace "${MADE}" is to be used, but was made by the stack ${FIRST}: its destroy would remove everything in it.`,
    ]);
  });

  test("leaves the other's objects on destroy, where both use a namespace that neither made", async () => {
    const before = await objectsOf("first");
    expect((await objectsOf("guest")).map(kindAndName)).toContain("Deployment pets-prism-mock");
    await guest.destroy();
    expect(await objectsOf("first")).toEqual(before);
    expect(await objectsOf("guest")).toEqual([]);
  });

  test("is told of a namespace that is being removed, and of objects that were applied from its own files", async () => {
    const files = `${SHARED}-files`;
    write("files", head(files) + MOCK);
    const render = ["render", "--stack", "files", "--out", "manifests"];
    await run(process.execPath, [CLI, ...render], { cwd: folder });
    const manifests = join(folder, "manifests");
    await kubectl("apply", "--server-side", "--recursive", "-f", manifests);
    await kubectl("delete", "namespace", LEAVING, "--wait=false");
    const cats = `{ name: cats, spec: pets.yaml, createNamespace: false, namespace: ${LEAVING} }`;
    const stack = await stackWith("files", `${head(files)}${MOCK}    - ${cats}\n`);
    expect(await toldBy(stack)).toEqual([
      expect.stringMatching(
        `^services\\[1\\]\\.namespace: Namespace ${LEAVING} is being removed, since 2`,
      ),
      `Namespace ${FILES}, Deployment ${FILES}/pets-prism-mock and Service ${FILES}/pets-prism-mock exist already: they were applied from files, and are not in this stack's state.`,
    ]);
  });

  test("takes back what kubectl changed by hand, by up and by up --refresh", async () => {
    const pets = ["deployment", "pets-prism-mock", "-n", MADE];
    await kubectl("scale", ...pets, "--replicas=0");
    write(
      "first",
      head(SHARED, ", resources: { limits: { cpu: 400m } }") + MOCK + ROUTER + PREVIEW,
    );
    await first.up();
    expect(await replicas()).toBe("1");
    await kubectl("scale", ...pets, "--replicas=0");
    await first.up({ refresh: true });
    expect(await replicas()).toBe("1");
  });

  function newFolder(): string {
    const made = mkdtempSync(join(tmpdir(), "understudy-e2e-"));
    folders.push(made);
    writeFileSync(join(made, "pets.yaml"), SPEC);
    return made;
  }

  function write(name: string, text: string, where = folder): void {
    writeFileSync(join(where, `Pulumi.${name}.yaml`), text);
  }

  async function stackWith(name: string, text: string, where = folder): Promise<Stack> {
    write(name, text, where);
    return stackOf({ folder: where, stack: name }, engine);
  }

  async function check(stack: string): Promise<string[]> {
    const script = `'${process.execPath}' '${CLI}' cluster check --stack ${stack} 2>&1 || true`;
    return problemsIn(await run("sh", ["-c", script], { cwd: folder }));
  }
});

async function toldBy(stack: Stack): Promise<string[]> {
  return problemsIn((await previewErrors(stack)).join("\n"));
}

/** Returns what is wrong, without the file's name and line, and without what to do. */
function problemsIn(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => /^\S/.test(line))
    .map((line) => line.replace(/^Pulumi\.\w+\.yaml(:\d+)?: /, ""));
}

async function objectsOf(stack: string): Promise<ClusterObject[]> {
  const objects = await getObjects(KINDS, "-A", "-l", `understudy.dev/stack=${stack}`);
  return objects.map(({ kind, metadata: { name, namespace = "", uid } }) => ({
    kind,
    metadata: { name, namespace, uid },
  }));
}

function kindAndName({ kind, metadata }: ClusterObject): string {
  return `${kind} ${metadata.name}`;
}

/** Returns how many pods the first stack's mock has to have. */
function replicas(): Promise<string> {
  const path = "jsonpath={.spec.replicas}";
  return kubectl("get", "deployment", "pets-prism-mock", "-n", MADE, "-o", path);
}

async function removeOthers(): Promise<void> {
  const held = ["configmap", "held", "-n", LEAVING];
  const patch = ["-p", '{"metadata":{"finalizers":null}}'];
  await kubectl("patch", ...held, ...patch).catch(() => undefined);
  await removeNamespaces(SHARED, MADE, LEAVING, FILES);
}
