import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import type { Client } from "../e2e/client.ts";
import type { ClientRequest } from "../e2e/clientScript.ts";
import { stackOf } from "../e2e/engineDeployer.ts";
import { removeLeftovers } from "../e2e/leftovers.ts";
import { createProject, type Project } from "../e2e/project.ts";
import { getObjects, kubectl } from "../e2e/run.ts";
import { CALLER, startCaller } from "./caller.ts";
import { MESH_STACK } from "./meshProject.ts";
import { proxyRoutes } from "./proxyRoutes.ts";
import { sendAll } from "./sent.ts";

const mesh = inject("mesh");
const engine = inject("engine");

const NAMESPACE = `shop-${MESH_STACK}-prism-mock`;
const NAMES = ["catalog", "payments", "users"];
const DEPLOYMENT = `mocks-shop-${MESH_STACK}-prism-mock`;

describe.runIf(mesh !== "" && engine !== "")("mocks that share their pods", () => {
  let project: Project;
  let client: Client;

  beforeAll(async () => {
    await removeLeftovers(MESH_STACK);
    project = createProject({
      ...{ context: inject("context"), registry: "none", stack: MESH_STACK },
      delivery: "configMap",
    });
    const file = `Pulumi.${MESH_STACK}.yaml`;
    const requests = "pods: shared\n    sidecar: { requests: { cpu: 10m, memory: 64Mi } }";
    project.edit(file, "istio: none", `istio: { revision: ${mesh} }\n    ${requests}`);
    project.edit(file, "{ inject: mock }", "{ inject: mesh }");
    project.edit(
      file,
      "spec: specs/users.yaml",
      "spec: specs/users.yaml, latency: { inject: mock }",
    );
    client = await startCaller(mesh);
    await (await stackOf(project, engine)).up();
    const delayed = async () => {
      const routes = await proxyRoutes(`client.${CALLER}`, 80);
      const hosts = routes.filter(({ delay }) => delay > 0).flatMap(({ domains }) => domains);
      return ["catalog", "payments"].every((name) => hosts.includes(fullHost(name)));
    };
    await vi.waitFor(async () => expect(await delayed()).toBe(true), {
      timeout: 240_000,
      interval: 500,
    });
  });

  afterAll(async () => {
    await (await stackOf(project, engine)).destroy();
    await client.remove();
    project.remove();
    expect(await getObjects("namespaces", "-l", `app.kubernetes.io/part-of=${MESH_STACK}`)).toEqual(
      [],
    );
  });

  test("run in one pod, whose sidecar reserves what the stack says", async () => {
    const pods = await getObjects("pods", "-n", NAMESPACE);
    expect(pods).toHaveLength(1);
    const query = "{.items[0].spec.initContainers[?(@.name=='istio-proxy')].resources.requests}";
    const requests = await kubectl("get", "pods", "-n", NAMESPACE, "-o", `jsonpath=${query}`);
    expect(JSON.parse(requests)).toEqual({ cpu: "10m", memory: "64Mi" });
  });

  test("answer at each name of their Services, with and without a port", async () => {
    const found: Record<string, string[]> = {};
    for (const name of NAMES) {
      const short = `${name}-${MESH_STACK}-prism-mock.${NAMESPACE}`;
      const hosts = [short, `${short}.svc`, fullHost(name), `${fullHost(name)}:80`];
      const answers = await client.send({
        requests: hosts.map((host) => routesOf(host)),
        concurrency: 1,
        keepAlive: false,
      });
      found[name] = answers.map(({ status, body }) => `${status} ${JSON.parse(body).service}`);
    }
    expect(found).toEqual(
      Object.fromEntries(NAMES.map((name) => [name, Array(4).fill(`200 ${name}`)])),
    );
  });

  test("are delayed by the mesh or by themselves, each as it says", async () => {
    const requests = NAMES.map((name) => get(`${fullHost(name)}/no-such-route`));
    const sent = await sendAll(client, requests);
    expect(sent.map(({ answer, log }) => [answer.status, log.flags])).toEqual([
      [404, "DI"],
      [404, "DI"],
      [404, "-"],
    ]);
  });

  test("a change of one document replaces the pods, and the others answer as before", async () => {
    const before = await podsOf();
    project.edit("specs/users.yaml", "title: ", "title: New ");
    await (await stackOf(project, engine)).up();
    await kubectl("rollout", "status", `deployment/${DEPLOYMENT}`, "-n", NAMESPACE);
    const answers = await client.send({
      requests: ["users", "payments"].map((name) => routesOf(fullHost(name))),
      concurrency: 1,
      keepAlive: false,
    });
    const titles = answers.map(({ body }) => JSON.parse(body).title);
    expect(titles[0]).toMatch(/^New /);
    expect(titles[1]).not.toMatch(/^New /);
    expect((await podsOf()).filter((pod) => before.includes(pod))).toEqual([]);
  });
});

function fullHost(name: string): string {
  return `${name}-${MESH_STACK}-prism-mock.${NAMESPACE}.svc.cluster.local`;
}

function get(url: string): ClientRequest {
  return { url: `http://${url}`, method: "GET", headers: {} };
}

function routesOf(host: string): ClientRequest {
  return get(`${host}/_understudy/routes.json`);
}

/** Pods that stop are gone soon. */
async function podsOf(): Promise<string[]> {
  const pods = await getObjects("pods", "-n", NAMESPACE);
  return pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.uid);
}
