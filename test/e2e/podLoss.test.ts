import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { type Client, startClient } from "./client.ts";
import { kubectlDeployer } from "./kubectlDeployer.ts";
import { removeLeftovers } from "./leftovers.ts";
import { createProject, type Project, STACK } from "./project.ts";
import { getObjects, kubectl } from "./run.ts";

const context = inject("context");
const NAMESPACE = "shop-e2e-prism-mock";
const APP = "catalog-e2e-prism-mock";
/** The pod is lost after a third of it, and serves on for three seconds where it is asked to stop. */
const FOR_MS = 9000;

/** How many requests are on their way at any time. */
const CONCURRENCY = 20;

// How the pods were deployed makes no difference to them.
describe.runIf(context !== "")("one of two pods is lost under load", () => {
  let project: Project;
  let client: Client;

  beforeAll(async () => {
    await removeLeftovers();
    project = createProject({ context, delivery: "configMap", registry: "none" });
    project.edit(`Pulumi.${STACK}.yaml`, "name: catalog,", "name: catalog, replicas: 2,");
    client = await startClient();
    await kubectlDeployer.up(project);
  });

  afterAll(async () => {
    await removeLeftovers();
    await client.remove();
    project.remove();
  });

  test.for([
    { how: "deleted", options: [], keepAlive: true },
    { how: "deleted", options: [], keepAlive: false },
    { how: "killed", options: ["--force", "--grace-period=0"], keepAlive: true },
    { how: "killed", options: ["--force", "--grace-period=0"], keepAlive: false },
  ])("$how, with connections kept: $keepAlive", async ({ how, options, keepAlive }) => {
    const url = `http://${APP}.${NAMESPACE}.svc.cluster.local/categories`;
    const request = { url, method: "GET", headers: {} };
    const load = client.send({
      requests: [request],
      ...{ concurrency: CONCURRENCY, forMs: FOR_MS, keepAlive },
    });
    // Not what is waited for, but when the load is under way.
    await setTimeout(FOR_MS / 3);
    const pods = await getObjects("pods", "-n", NAMESPACE, "-l", `app=${APP}`);
    const pod = pods.find(({ metadata }) => metadata.deletionTimestamp === undefined);
    const name = pod?.metadata.name ?? "";
    await kubectl("delete", "pod", name, "-n", NAMESPACE, "--wait=false", ...options);
    const answers = await load;
    const failed = answers.filter(({ status }) => status !== 200);
    console.log(
      `test:e2e: one of two pods ${how}, connections ${keepAlive ? "kept" : "new"}: ${failed.length} of ${answers.length} requests failed (${[...new Set(failed.map(({ error }) => error))].join(", ")})`,
    );
    // Connections break; no answer is wrong.
    expect(failed.filter(({ error }) => error === "")).toEqual([]);
    expect(failed.length).toBeLessThan(answers.length / 20);
    // Whatever was lost, the other pod takes over.
    await vi.waitFor(
      async () => {
        const later = await client.send({
          requests: Array.from({ length: 200 }, () => request),
          ...{ concurrency: CONCURRENCY, keepAlive },
        });
        expect(later.filter(({ status }) => status !== 200)).toEqual([]);
      },
      { timeout: 240_000, interval: 500 },
    );
    await kubectl("rollout", "status", "deployment", APP, "-n", NAMESPACE, "--timeout=240s");
  });
});
