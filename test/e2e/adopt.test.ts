import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { engineDeployer, stackOf } from "./engineDeployer.ts";
import { kubectlDeployer } from "./kubectlDeployer.ts";
import { leftovers, removeLeftovers, removeNamespaces } from "./leftovers.ts";
import { createProject, type Project, STACK } from "./project.ts";
import { getObjects, kubectl } from "./run.ts";

const context = inject("context");
const engine = inject("engine");

const NAMESPACE = `shop-${STACK}-prism-mock`;

for (const { by, deployer, there } of [
  { by: "kubectl", deployer: kubectlDeployer, there: context !== "" },
  { by: "Pulumi", deployer: engineDeployer(engine), there: engine !== "" },
]) {
  describe.runIf(there)(`a namespace that is adopted, deployed to by ${by}`, () => {
    let project: Project;

    beforeAll(async () => {
      await removeLeftovers();
      await removeNamespaces(NAMESPACE);
      project = createProject({ context, delivery: "configMap", registry: "none" });
      project.edit(`Pulumi.${STACK}.yaml`, "namespace: shop", "namespace: shop\n    adopt: true");
      await kubectl("create", "namespace", NAMESPACE);
      await kubectl("label", "namespace", NAMESPACE, "team=shop");
      await kubectl("create", "configmap", "theirs", "-n", NAMESPACE);
    });

    afterAll(async () => {
      await removeNamespaces(NAMESPACE);
      project.remove();
    });

    test("is used as it is, and left with what is in it", async () => {
      const before = await theirs();
      await deployer.up(project);
      expect(await theirs()).toEqual(before);
      await deployer.destroy(project);
      expect(await theirs()).toEqual(before);
      // The last pods are still stopping.
      await expect.poll(leftovers, { interval: 500 }).toEqual([]);
    });
  });
}

describe.runIf(engine !== "")("a namespace that a stack of Pulumi's made", () => {
  let project: Project;

  beforeAll(async () => {
    await removeLeftovers();
    project = createProject({ context, delivery: "configMap", registry: "none" });
  });

  afterAll(async () => {
    await removeNamespaces(NAMESPACE);
    project.remove();
  });

  test("stays with everything in it when the stack only uses it, and on destroy when it is adopted", async () => {
    const file = `Pulumi.${STACK}.yaml`;
    const stack = await stackOf(project, engine);
    const [made, used, adopted] = [
      "namespace: shop",
      `namespace: ${NAMESPACE}\n    createNamespace: false`,
      "namespace: shop\n    adopt: true",
    ];
    await stack.up();
    await kubectl("create", "configmap", "theirs", "-n", NAMESPACE);
    const before = await theirs();
    const uid = await uidOfNamespace();
    for (const [from, to] of [
      [made, used],
      [used, made],
      [made, adopted],
    ] as const) {
      project.edit(file, from, to);
      await stack.up();
      expect(await uidOfNamespace()).toBe(uid);
      await stack.up({ expectNoChanges: true });
    }
    expect(await theirs()).toEqual(before);
    await stack.destroy();
    expect(await theirs()).toEqual(before);
  });
});

async function uidOfNamespace(): Promise<string> {
  const path = "jsonpath={.metadata.uid} {.metadata.deletionTimestamp}";
  return kubectl("get", "namespace", NAMESPACE, "-o", path);
}

/** What of the namespace is its owner's: its labels, and their ConfigMap. */
async function theirs() {
  const [namespace] = await getObjects(
    "namespaces",
    "--field-selector",
    `metadata.name=${NAMESPACE}`,
  );
  const configMaps = await getObjects(
    "configmaps",
    "-n",
    NAMESPACE,
    "--field-selector",
    "metadata.name=theirs",
  );
  return [namespace?.metadata.labels, configMaps.map(({ metadata: { uid } }) => uid)];
}
