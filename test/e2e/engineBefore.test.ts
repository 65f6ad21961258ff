import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { stackOf } from "./engineDeployer.ts";
import { leftovers, removeLeftovers } from "./leftovers.ts";
import { createProject, type Project, ROOT } from "./project.ts";

const context = inject("context");
const engine = inject("engine");

describe.runIf(engine !== "")("a stack that version 0.1 made", () => {
  let project: Project;

  beforeAll(async () => {
    await removeLeftovers();
    project = createProject({ context, delivery: "configMap", registry: "none" });
    // With a delay in the mesh there is a VirtualService, which was beside the mock once.
    project.edit("Pulumi.e2e.yaml", "istio: none", "istio: { revision: none }\n    sidecar: none");
    project.edit("Pulumi.e2e.yaml", "inject: mock", "inject: mesh");
    project.edit("Pulumi.e2e.yaml", "    - { name: catalog, spec: specs/catalog.yaml }\n", "");
    project.edit("Pulumi.e2e.yaml", "    - { name: users, spec: specs/users.yaml }\n", "");
  });

  afterAll(async () => {
    await (await stackOf(project, engine)).destroy();
    project.remove();
    expect(await leftovers()).toEqual([]);
  });

  test("is taken over by this version without a replacement", async () => {
    const stack = await stackOf(project, engine);
    const program = join(project.folder, "index.ts");
    const before = readFileSync(join(ROOT, "test/e2e/programBefore.ts"), "utf8");
    writeFileSync(program, before.replaceAll("../../src/", "./src/"));
    const made = await stack.up();
    expect(made.summary.resourceChanges).toEqual({ create: 11 });
    cpSync(join(ROOT, "index.ts"), program);
    const { changeSummary } = await stack.preview();
    // Server and account move to the objects that all mocks of the namespace share; the others get the stack's name.
    expect(changeSummary).toEqual({ create: 2, update: 5, delete: 2, same: 4 });
    await stack.up();
    await stack.up({ expectNoChanges: true });
  });
});
