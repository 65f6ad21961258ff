import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { stackOf } from "./engineDeployer.ts";
import { removeNamespaces } from "./leftovers.ts";
import { getObjects, kubectl } from "./run.ts";

const engine = inject("engine");
const STACK = "loadtests";
const NAMESPACES = ["understudy-e2e-first", "understudy-e2e-second"];
const [FIRST = "", SECOND = ""] = NAMESPACES;

/** Two load tests: the second has names of its own. Nothing runs, so the images need not exist. */
const file = (context: string, workers: number) => `config:
  pulumi:disable-default-providers: ["*"]
  understudy:kubeContext: ${context}
  understudy:loadtests:
    - namespace: ${FIRST}
      workers: ${workers}
      secrets: { TOKEN: abc }
      images: &images { locust: { image: example.com/locust:1 }, jobs: { image: example.com/node:1 } }
      sidecar: false
    - name: second
      namespace: ${SECOND}
      images: *images
      sidecar: false
`;

describe.runIf(engine !== "")("load tests on Pulumi's engine", () => {
  let folder: string;
  let stack: Stack;
  const write = (workers: number) =>
    writeFileSync(join(folder, `Pulumi.${STACK}.yaml`), file(inject("context"), workers));

  beforeAll(async () => {
    await removeNamespaces(...NAMESPACES);
    folder = mkdtempSync(join(tmpdir(), "understudy-e2e-"));
    mkdirSync(join(folder, "loadtest"));
    writeFileSync(join(folder, "loadtest/script.py"), "print()\n");
    write(3);
    stack = await stackOf({ folder, stack: STACK }, engine);
    await stack.up();
  });

  afterAll(async () => {
    await removeNamespaces(...NAMESPACES);
    rmSync(folder, { recursive: true });
  });

  test("are there under the names of the article, a second one under names of its own", async () => {
    expect(await namesIn(FIRST)).toEqual([
      ...["ConfigMap locust-programs", "ConfigMap locust-properties", "ConfigMap locust-scripts"],
      ...["CronJob loadtest-cleanup", "CronJob loadtest-setup", "Role loadtest-sa"],
      ...["RoleBinding loadtest-sa", "Secret locust-secrets"],
    ]);
    expect(await namesIn(SECOND)).toContain("CronJob second-loadtest-setup");
  });

  test("do not change when nothing has changed, after a refresh neither", async () => {
    const { summary } = await stack.up({ refresh: true });
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(["same"]);
  });

  test("keep what was edited by hand, follow the stack in the rest, and say which", async () => {
    await kubectl(
      ...["patch", "configmap", "locust-properties", "-n", FIRST],
      ...["-p", JSON.stringify({ data: { LOCUST_SCRIPT: "mine.py" } })],
    );
    write(5);
    const { stdout } = await stack.up();
    expect(stdout).toContain("LOCUST_SCRIPT");
    expect(stdout).toContain("mine.py");
    expect(await properties()).toMatchObject({ LOCUST_SCRIPT: "mine.py", WORKER_NUM: "5" });
    const again = await stack.up({ refresh: true });
    expect(Object.keys(again.summary.resourceChanges ?? {})).toEqual(["same"]);
    expect(await properties()).toMatchObject({ LOCUST_SCRIPT: "mine.py", WORKER_NUM: "5" });
  });

  test("are gone after a destroy", async () => {
    await stack.destroy();
    const left = await getObjects("namespaces");
    expect(left.filter(({ metadata: { name } }) => NAMESPACES.includes(name))).toEqual([]);
  });
});

async function properties(): Promise<Record<string, string>> {
  const text = await kubectl("get", "configmap", "locust-properties", "-n", FIRST, "-o", "json");
  return JSON.parse(text).data;
}

async function namesIn(namespace: string): Promise<string[]> {
  const objects = await getObjects(
    "configmaps,secrets,cronjobs,roles,rolebindings",
    "-n",
    namespace,
  );
  return objects
    .map(({ kind, metadata: { name } }) => `${kind} ${name}`)
    .filter((name) => !/kube-root-ca|istio-ca/.test(name))
    .sort();
}
