import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { engineDeployer, stackOf } from "../e2e/engineDeployer.ts";
import { leftoversOf, removeLeftovers } from "../e2e/leftovers.ts";
import { createProject, type Project } from "../e2e/project.ts";
import { MESH_STACK } from "./meshProject.ts";
import { jobs, leftoversOfJob } from "./verifyJob.ts";

const engine = inject("engine");
const mesh = inject("mesh");

const DOCUMENT = `openapi: 3.1.0
info: { title: Slow, version: "1" }
paths:
  /slow: { get: { responses: { "200": { description: Slow } } } }
`;

describe.runIf(engine !== "" && mesh !== "")("verify: true", () => {
  let project: Project;
  let stack: Stack;

  beforeAll(async () => {
    await removeLeftovers(MESH_STACK);
    project = createProject({
      ...{ context: inject("context"), registry: "none", stack: MESH_STACK },
      delivery: "configMap",
    });
    const file = `Pulumi.${MESH_STACK}.yaml`;
    const sidecar = "sidecar: { requests: { cpu: 10m, memory: 64Mi } }";
    project.edit(file, "istio: none", `istio: { revision: ${mesh} }\n    ${sidecar}`);
    project.edit(file, "inject: mock", "inject: mesh");
    for (const name of ["catalog", "payments"]) {
      project.edit(file, `    - { name: ${name}, spec: specs/${name}.yaml }\n`, "");
    }
    // 5 % of twenty seconds are more than the machine takes, however busy it is.
    const slow =
      "{ name: slow, spec: specs/slow.yaml, verify: true, latency: { default: { p95: 20s } } }";
    project.edit(file, "{ name: users, spec: specs/users.yaml }", slow);
    writeFileSync(join(project.folder, "specs/slow.yaml"), DOCUMENT);
    stack = await stackOf(project, engine);
  });

  afterAll(async () => {
    await removeLeftovers(MESH_STACK);
    project.remove();
  });

  test("is stopped by Ctrl-C without leaving its Job, though the pod has not started", async () => {
    const interruption = new AbortController();
    const up = stack.up({ signal: interruption.signal });
    const failed = expect(up).rejects.toThrow("update canceled");
    await expect.poll(jobs, { interval: 100 }).toBe(1);
    interruption.abort();
    await failed;
    expect(await leftoversOfJob()).toEqual([]);
  });

  test("verifies the mock once its delays are there, and again only after a change", async () => {
    const { outputs } = await stack.up();
    const { verified } = outputs;
    expect(verified?.value).toEqual({
      slow: expect.objectContaining({
        verdict: "pass",
        routes: { pass: 1 },
        reasons: [],
        requests: expect.any(Number),
        at: expect.any(String),
        digest: expect.stringMatching(/^[\da-f]{16}$/),
      }),
    });
    const again = await stack.up();
    expect(Object.keys(again.summary.resourceChanges ?? {})).toEqual(["same"]);
    expect(again.outputs.verified).toEqual(verified);
    await engineDeployer(engine).destroy(project);
    expect(await leftoversOf(MESH_STACK)).toEqual([]);
  });
});
