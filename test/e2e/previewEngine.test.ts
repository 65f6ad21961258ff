import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { runWithEngine } from "./engineCommand.ts";
import { stackOf } from "./engineDeployer.ts";
import { removeNamespaces } from "./leftovers.ts";
import { NAMESPACE, ORIGIN_OBJECTS } from "./previewOrigin.ts";
import { createProject, type Project, STACK } from "./project.ts";
import { getObjects, kubectl, run } from "./run.ts";

const context = inject("context");
const engine = inject("engine");

const KINDS = "deployments,services,jobs,virtualservices";

let project: Project;

describe.runIf(engine !== "")("previews and their router by Pulumi's engine", () => {
  beforeAll(async () => {
    await removeNamespaces(NAMESPACE);
    await kubectl("create", "namespace", NAMESPACE);
    const items = { apiVersion: "v1", kind: "List", items: ORIGIN_OBJECTS };
    await run("kubectl", ["apply", "--server-side", "-f", "-"], { input: JSON.stringify(items) });
    project = createProject({ context, delivery: "configMap", registry: "none" });
    writeFileSync(
      join(project.folder, `Pulumi.${STACK}.yaml`),
      `config:
  pulumi:disable-default-providers: ["*"]
  understudy:kubeContext: ${context}
  understudy:router: { hosts: [payments.${NAMESPACE}] }
  understudy:previews:
    - service: payments
      namespace: ${NAMESPACE}
      key: pr-12
      env: { GREETING: copy }
      setup: { command: [node, --version], timeout: 2m }
`,
    );
  });

  afterAll(async () => {
    await (await stackOf(project, engine)).destroy();
    project.remove();
    await removeNamespaces(NAMESPACE);
  });

  test("an up makes the copy and its route, and a second changes nothing", async () => {
    const stack = await stackOf(project, engine);
    await stack.up();
    expect(await made()).toEqual([
      "Deployment payments-pr-12",
      expect.stringMatching(/^Job payments-pr-12-setup-[0-9a-f]{8}$/),
      "Service payments-pr-12",
      "VirtualService payments-router",
    ]);
    await stack.up({ expectNoChanges: true });
    await stack.refresh({ expectNoChanges: true });
  });

  test("another environment rolls the copy, another set-up runs anew, another key makes another copy", async () => {
    const stack = await stackOf(project, engine);
    const file = `Pulumi.${STACK}.yaml`;
    project.edit(file, "GREETING: copy", "GREETING: another");
    project.edit(file, "[node, --version]", "[node, --v8-options]");
    await stack.up();
    await stack.up({ expectNoChanges: true });
    project.edit(file, "key: pr-12", "key: pr-13");
    await stack.up();
    const names = await made();
    expect(names.filter((name) => name.includes("pr-12"))).toEqual([]);
    expect(names).toContain("Deployment payments-pr-13");
  });

  test("preview create makes a copy in a stack of its own, and preview delete removes both", async () => {
    const key = ["--key", "pr-14", "--stack", STACK, "--yes"];
    const service = ["--service", "payments", "--namespace", NAMESPACE];
    await runWithEngine(
      engine,
      project,
      "preview",
      "create",
      ...key,
      ...service,
      "--env",
      "GREETING=hello",
    );
    expect(await deployments()).toEqual(["payments", "payments-pr-13", "payments-pr-14"]);
    await runWithEngine(engine, project, "preview", "delete", ...key);
    expect(await deployments()).toEqual(["payments", "payments-pr-13"]);
    expect(existsSync(join(project.folder, "Pulumi.preview-pr-14.yaml"))).toBe(false);
  });

  test("a destroy leaves the origin alone", async () => {
    await (await stackOf(project, engine)).destroy();
    expect(await made()).toEqual([]);
    expect((await getObjects("deployments", "-n", NAMESPACE)).length).toBe(1);
  });
});

async function deployments(): Promise<string[]> {
  const objects = await getObjects("deployments", "-n", NAMESPACE);
  return objects.map(({ metadata: { name } }) => name).sort();
}

/** What the stack has in the namespace now. */
async function made(): Promise<string[]> {
  const label = `understudy.dev/stack=${STACK}`;
  const objects = await getObjects(KINDS, "-n", NAMESPACE, "-l", label);
  return objects.map(({ kind, metadata: { name } }) => `${kind} ${name}`).sort();
}
