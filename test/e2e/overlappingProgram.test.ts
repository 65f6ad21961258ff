import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { stackOf } from "./engineDeployer.ts";
import { previewErrors, upErrors } from "./engineErrors.ts";
import { removeNamespaces } from "./leftovers.ts";
import { ROOT } from "./project.ts";
import { getObjects, kubectl, run } from "./run.ts";

const context = inject("context");
const engine = inject("engine");

/** Nobody's, with the Service that is routed and copied. */
const SHOP = "understudy-e2e-overlap";
/** Made by the stack, and by the program. */
const [MADE, OWN] = [`${SHOP}-prism-mock`, `${SHOP}-own-prism-mock`];
const KINDS = "deployments,services,configmaps,serviceaccounts,virtualservices";

const SPEC = `openapi: 3.0.3
info: { title: Pets, version: "1" }
paths:
  /pets: { get: { responses: { "200": { description: ok } } } }
`;
const head = (namespace: string) => `config:
  pulumi:disable-default-providers: ["*"]
  understudy:kubeContext: ${context}
  understudy:defaults: { namespace: ${namespace}, registry: none, delivery: configMap, istio: none }
`;
const STACK = `${head(SHOP)}  understudy:services: [{ name: pets, spec: pets.yaml }]
  understudy:router: { hosts: [shop.${SHOP}] }
  understudy:previews: [{ service: shop, namespace: ${SHOP}, key: pr-1 }]
`;
const LATER = `${head(`${SHOP}-own`)}  understudy:services: [{ name: dogs, spec: pets.yaml }]
`;

describe.runIf(engine !== "")("a program of one's own beside a stack", () => {
  const folders: string[] = [];
  let folder: string;
  let stack: Stack;
  let own: Stack;

  beforeAll(async () => {
    await removeNamespaces(SHOP, MADE, OWN);
    await run("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(shop()) });
    folder = newFolder("stack", STACK);
    stack = await stackOf({ folder, stack: "stack" }, engine);
    own = await ownProgram();
    await Promise.all([stack.up(), own.up()]);
  });

  afterAll(async () => {
    await Promise.all([stack.destroy(), own.destroy()]);
    await removeNamespaces(SHOP, MADE, OWN);
    for (const one of folders) rmSync(one, { recursive: true });
  });

  test("gets none of the stack's objects: namespace, copy and routes are conflicts", async () => {
    const before = await objectsOfStack();
    await own.setConfig("own:overlaps", { value: "true" });
    const errors = await upErrors(own, { continueOnError: true });
    const conflicts = errors.filter((error) => error.includes("field conflict"));
    expect(conflicts.map((error) => /::([\w-]+)"/.exec(error)?.[1]).toSorted()).toEqual([
      "copy-deployment",
      "routes-virtual-service",
      MADE,
    ]);
    for (const conflict of conflicts) {
      expect(conflict).toContain(".metadata.annotations.understudy.dev/stack");
    }
    await own.setConfig("own:overlaps", { value: "false" });
    await own.up();
    expect(await objectsOfStack()).toEqual(before);
  });

  test("is named to a stack that comes later, before anything is made", async () => {
    writeFileSync(join(folder, "Pulumi.later.yaml"), LATER);
    const errors = await previewErrors(await stackOf({ folder, stack: "later" }, engine));
    expect(errors.join("\n")).toContain(
      `namespace "${OWN}" is to be created, but exists already and belongs to the stack organization/own/own.`,
    );
    expect(errors.join("\n")).toContain(
      `Deployment ${OWN}/dogs-prism-mock and Service ${OWN}/dogs-prism-mock would be created, but exist already and belong to the stack organization/own/own.`,
    );
  });

  function newFolder(name: string, text: string): string {
    const made = mkdtempSync(join(tmpdir(), "understudy-e2e-"));
    folders.push(made);
    writeFileSync(join(made, "pets.yaml"), SPEC);
    writeFileSync(join(made, `Pulumi.${name}.yaml`), text);
    return made;
  }

  async function ownProgram(): Promise<Stack> {
    const made = newFolder("own", "config: {}\n");
    // Copies the program of stacks, whose place this one takes.
    await stackOf({ folder: made, stack: "own" }, engine);
    const program = readFileSync(join(ROOT, "test/e2e/overlappingProgram.ts"), "utf8");
    writeFileSync(join(made, "index.ts"), program.replaceAll("../../", "./"));
    writeFileSync(
      join(made, "Pulumi.yaml"),
      "name: own\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.ts\n",
    );
    writeFileSync(
      join(made, "Pulumi.own.yaml"),
      `config: { "own:context": ${context}, "own:namespace": ${SHOP}, "own:overlaps": "false" }\n`,
    );
    return stackOf({ folder: made, stack: "own" }, engine);
  }
});

/** What the stack has, by kind, place and identity. */
async function objectsOfStack(): Promise<string[]> {
  const objects = await getObjects(KINDS, "-A", "-l", "understudy.dev/stack=stack");
  const namespace = await kubectl("get", "namespace", MADE, "-o", "name");
  return [
    namespace,
    ...objects.map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.uid}`),
  ];
}

function shop() {
  const metadata = { name: "shop", namespace: SHOP };
  const labels = { app: "shop" };
  const containers = [{ name: "app", image: "node:24-slim", command: ["sleep", "infinity"] }];
  const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers } };
  const selector = { matchLabels: labels };
  return {
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: SHOP } },
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: { replicas: 0, selector, template },
      },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata,
        spec: { selector: labels, ports: [{ name: "http", port: 80 }] },
      },
    ],
  };
}
