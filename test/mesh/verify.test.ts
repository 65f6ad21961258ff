import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Report } from "../../src/verify/report.ts";
import { endAll, run } from "../cli/process.ts";
import { kubectlDeployer } from "../e2e/kubectlDeployer.ts";
import { removeLeftovers } from "../e2e/leftovers.ts";
import { createProject, type Project } from "../e2e/project.ts";
import { MESH_STACK } from "./meshProject.ts";
import { leftoversOfJob, progressOfJob } from "./verifyJob.ts";

const mesh = inject("mesh");

/** A distribution in bands, and the service's default, which is a fixed delay. */
const ROUTES = ["GET /users/{userId}/loyalty", "GET /users/{userId}"];

describe.runIf(mesh !== "")("verify --in-cluster", () => {
  let project: Project;

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
    await kubectlDeployer.up(project);
  });

  afterAll(async () => {
    await endAll();
    await removeLeftovers(MESH_STACK);
    project.remove();
  });

  test("asks through a sidecar, so that the bands of the mesh are measured, and leaves nothing", async () => {
    const verify = run(project.folder, "verify", ...options("20s"), "--json");
    // How long answers take depends on how busy the machine is; the shares of the bands do not.
    expect([0, 1, 3]).toContain(await verify.ended);
    const report: Report = JSON.parse(verify.stdout);
    expect(report).toMatchObject({ from: "cluster", stack: MESH_STACK });
    const [service] = report.services;
    expect(service).toMatchObject({ name: "users", inject: "mesh" });
    const routes = new Map(service?.routes.map((route) => [route.key, route]));
    for (const key of ROUTES) {
      const route = routes.get(key);
      const statuses = Object.keys(route?.statuses ?? {});
      expect(statuses.filter((status) => status !== "timeout")).toEqual(["200"]);
      expect(route?.bands?.unknown).toBe(0);
      expect(route?.bands?.chiSquared.p).toBeGreaterThan(1e-6);
    }
    expect(await leftoversOfJob()).toEqual([]);
  });

  test("is ended by Ctrl-C, reports what was measured, and leaves nothing", async () => {
    const verify = run(project.folder, "verify", ...options("5m"));
    await verify.prints(/Verifies 2 routes/);
    await expect.poll(progressOfJob, { interval: 500 }).toMatch(/^understudy-progress /m);
    verify.signal("SIGINT");
    expect([1, 3]).toContain(await verify.ended);
    expect(verify.stdout).toContain("(interrupted)");
    const file = join(project.folder, `.understudy/verify/${MESH_STACK}.json`);
    const report: Report = JSON.parse(readFileSync(file, "utf8"));
    expect(report.ended).toBe("interrupted");
    expect(await leftoversOfJob()).toEqual([]);
  });
});

function options(maxTime: string): string[] {
  const routes = ROUTES.flatMap((key) => ["--route", key]);
  return ["--stack", MESH_STACK, "--in-cluster", ...routes, "--max-time", maxTime];
}
