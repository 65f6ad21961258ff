import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { stackOf } from "./engineDeployer.ts";
import { upErrors } from "./engineErrors.ts";
import { removeNamespaces } from "./leftovers.ts";
import { kubectl } from "./run.ts";

const context = inject("context");
const engine = inject("engine");

const STACK = "waits";
const NAMESPACE = "understudy-e2e-waits";
/** Takes one pod of the two: the dry run of a single pod does not tell. */
const NARROW = `${NAMESPACE}-narrow`;

const SPEC = `openapi: 3.0.3
info: { title: Pets, version: "1" }
paths:
  /pets: { get: { responses: { "200": { description: ok } } } }
`;

const FILE = `config:
  pulumi:disable-default-providers: ["*"]
  understudy:kubeContext: ${context}
  understudy:defaults:
    namespace: ${NAMESPACE}
    createNamespace: false
    registry: none
    delivery: configMap
    istio: none
    timeout: 30s
    resources: { requests: { cpu: 10m, memory: 32Mi } }
  understudy:services:
    - { name: pets, spec: pets.yaml, namespace: ${NARROW}, replicas: 2 }
    - { name: large, spec: pets.yaml, resources: { requests: { cpu: "1000" }, limits: { cpu: "1000" } } }
    - { name: absent, spec: pets.yaml, delivery: image, image: "localhost:1/absent:1" }
`;

describe.runIf(engine !== "")("an up whose pods do not come", () => {
  let folder: string;

  beforeAll(async () => {
    await removeNamespaces(NAMESPACE, NARROW);
    await kubectl("create", "namespace", NAMESPACE);
    await kubectl("create", "namespace", NARROW);
    await kubectl("create", "quota", "narrow", "--hard=pods=1", "-n", NARROW);
    folder = mkdtempSync(join(tmpdir(), "understudy-e2e-"));
    writeFileSync(join(folder, "pets.yaml"), SPEC);
    writeFileSync(join(folder, `Pulumi.${STACK}.yaml`), FILE);
  });

  afterAll(async () => {
    await (await stackOf({ folder, stack: STACK }, engine)).destroy();
    rmSync(folder, { recursive: true });
    await removeNamespaces(NAMESPACE, NARROW);
  });

  test("says in its own errors what the pods' events say: quota, node, image", async () => {
    const stack = await stackOf({ folder, stack: STACK }, engine);
    const errors = await upErrors(stack);
    const told = errors.filter((error) => /: services\[\d\]: /.test(error)).toSorted();
    expect(told).toEqual([
      expect.stringMatching(
        `services\\[0\\]: the pods of Deployment ${NARROW}/pets-prism-mock are not ready: .*FailedCreate: .*exceeded quota: narrow`,
      ),
      expect.stringMatching(
        `services\\[1\\]: the pods of Deployment ${NAMESPACE}/large-prism-mock are not ready: .*FailedScheduling: .*Insufficient cpu`,
      ),
      expect.stringMatching(
        `services\\[2\\]: the pods of Deployment ${NAMESPACE}/absent-prism-mock are not ready: .*Failed: Failed to pull image "localhost:1/absent:1"`,
      ),
    ]);
  });
});
