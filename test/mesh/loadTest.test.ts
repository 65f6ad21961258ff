import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { loadTestNames } from "../../src/campaign/loadTestNames.ts";
import type { Statistics } from "../../src/loadtest/statistics.ts";
import { write } from "../cli/project.ts";
import { removeNamespaces } from "../e2e/leftovers.ts";
import {
  applyLoadTest,
  click,
  locustImage,
  SMALL,
  targetOf,
  until,
} from "../e2e/loadTestCluster.ts";
import { loadTestRuns } from "../e2e/loadTestRuns.ts";
import { ROOT } from "../e2e/project.ts";
import { getObjects, kubectl, run } from "../e2e/run.ts";
import { EARLY } from "./early.ts";
import { injected } from "./injected.ts";

const mesh = inject("mesh");
const gateway = inject("gateway");
const registry = inject("registry");

const SPACE = "understudy-mesh-loadtest";
const HOST = "locust.example.com";
const PASSWORD = "a password";
const names = loadTestNames({ namespace: SPACE });
const DELAY_MS = 300;
const { edit, finished, reporter } = loadTestRuns(SPACE);

const KEY = "pr-12";
const CAMPAIGN = "mesh-loadtest";
const MOCK = `target-${CAMPAIGN}-prism-mock`;

/** Beside a generated one, whose header it sends as well. What another than the wanted service answers is a failure. */
const SCRIPT = `
from locust import task
from generated import KEY, Target
from generated_own import OwnUser

class Shopper(OwnUser):
    @task
    def keyed(self):
        self.ask("keyed", KEY, "by the mock")

    @task
    def default(self):
        self.ask("default", {}, "by the service")

    def ask(self, name, headers, wanted):
        with self.client.get("/slow", headers=headers, name=name, catch_response=True) as response:
            if response.text != wanted:
                response.failure(response.text)
`;

const DOCUMENT = `
openapi: 3.1.0
info: { title: Target, version: "1" }
paths:
  /slow:
    get: { responses: { "200": { description: ok, content: { text/plain: { example: by the mock } } } } }
`;

/** A service that the sidecar of the caller delays, in a mesh that lets nothing in without mutual TLS. */
const LOAD_TEST = {
  namespace: SPACE,
  createNamespace: false,
  workers: 2,
  host: `http://target.${SPACE}`,
  sidecar: true,
  istio: { revision: mesh === "default" ? "none" : mesh },
  expose: {
    ...{ host: HOST, gateway: `${SPACE}/locust`, path: "/orders" },
    create: { selector: { istio: "ingressgateway" } },
  },
  secrets: { DASHBOARD_PASSWORD: PASSWORD },
  ...{ master: SMALL, worker: SMALL },
};

describe.runIf(mesh !== "" && registry !== "")("a load test in a mesh with mutual TLS", () => {
  let folder: string;

  beforeAll(async () => {
    await removeNamespaces(SPACE, MOCK);
    const image = await locustImage(registry);
    await run("kubectl", ["create", "-f", "-"], {
      input: JSON.stringify({ apiVersion: "v1", kind: "List", items: around() }),
    });
    folder = createRoutedProject();
    await understudy("render", "--stack", "mesh", "--out", "objects");
    await kubectl("apply", "--server-side", "-R", "-f", join(folder, "objects"));
    await understudy("loadtest", "script", "--services", "target", "--stack", "script");
    const scriptOf = (name: string) => readFileSync(join(folder, "loadtest", name), "utf8");
    const scripts = Object.fromEntries(
      ["generated.py", "generated_own.py"].map((name) => [name, scriptOf(name)]),
    );
    await applyLoadTest(LOAD_TEST, { image, scripts: { "script.py": SCRIPT, ...scripts } });
    await kubectl("rollout", "status", "deployment/target", "-n", SPACE, "--timeout=240s");
    await kubectl("rollout", "status", `deployment/${MOCK}`, "-n", MOCK, "--timeout=240s");
  });

  afterAll(async () => {
    await removeNamespaces(SPACE, MOCK);
    rmSync(folder, { recursive: true });
  });

  const understudy = (...args: string[]) =>
    run(process.execPath, [join(ROOT, "cli/understudy.js"), ...args], { cwd: folder });

  test("its workers have sidecars, and reach the master outside of them", async () => {
    const { exitCode, log } = await click(SPACE, names.setup);
    expect(log).toContain("the master counts 2 workers");
    expect(exitCode).toBe(0);
    const pods = await getObjects("pods", "-n", SPACE, "-l", `app=${names.worker}`);
    expect(pods.map(hasNativeSidecar)).toEqual([true, true]);
  });

  test("istiod takes what it declares", async () => {
    const analysis = await run("istioctl", ["analyze", "-n", SPACE, "-o", "json"]);
    const found: { level: string; origin: string }[] = JSON.parse(analysis);
    expect(found.filter(({ level }) => level === "Error" || level === "Warning")).toEqual([]);
  });

  test("the Gateway leads to the dashboard and all of its parts, which asks for the password", async () => {
    const page = () => dashboard("/orders/", { auth: `me:${PASSWORD}` });
    await until(page, ({ status }) => status === 200);
    expect((await dashboard("/orders/")).status).toBe(401);
    expect((await dashboard("/orders/", { auth: "me:other" })).status).toBe(401);
    const { body } = await page();
    const paths = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, path = ""]) => new URL(path, "http://locust/orders/").pathname,
    );
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths) {
      expect(await dashboard(path, { auth: `me:${PASSWORD}` })).toMatchObject({ status: 200 });
    }
  });

  test("of a run that is started there, requests with the route key reach the mock, all others the service with the mesh's delay", async () => {
    const body = "user_count=4&spawn_rate=4&run_time=5s";
    const start = { auth: `me:${PASSWORD}`, body };
    expect((await dashboard("/orders/swarm", start)).status).toBe(200);
    const { id, ...record } = await finished(() => true);
    expect(record).toMatchObject({
      ...{ end: "finished", startedBy: "dashboard", verdict: { invalid: [] } },
    });
    const statistics = await reporter(`/runs/${id}/statistics.json`);
    const { all, routes } = (await statistics.json()) as Statistics;
    expect(all.failures).toBe(0);
    expect(routes.map(({ name }) => name).sort()).toEqual(["/slow", "default", "keyed"]);
    const least = routes.find(({ name }) => name === "default")?.min;
    expect(least).toBeGreaterThan(DELAY_MS - EARLY);
  });

  test("workers with sidecars of the older kind make load and end as well", async () => {
    const found = await kubectl("get", "configmap", names.properties, "-n", SPACE, "-o", "json");
    const manifest = JSON.parse(found).data.LOCUST_MANIFEST.replace(
      "traffic.sidecar.istio.io/excludeOutboundPorts:",
      'sidecar.istio.io/nativeSidecar: "false"\n        $&',
    );
    await edit({ LOCUST_MANIFEST: manifest });
    expect(await click(SPACE, names.setup)).toMatchObject({ exitCode: 0 });
    const pods = await getObjects("pods", "-n", SPACE, "-l", `app=${names.worker}`);
    expect(pods.map(hasNativeSidecar)).toEqual([false, false]);
  });

  test("the clean-up ends pods with sidecars", async () => {
    expect(await click(SPACE, names.cleanup)).toMatchObject({ exitCode: 0 });
    await until(
      () => getObjects("pods", "-n", SPACE, "-l", `app in (${names.worker},${names.master})`),
      (pods) => pods.length === 0,
    );
  });
});

interface Answer {
  status: number;
  body: string;
}

/** Asks the ingress gateway for a path of the dashboard's host. */
async function dashboard(
  path: string,
  { auth, body }: { auth?: string; body?: string } = {},
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const asked = request(`${gateway}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { host: HOST, "content-type": "application/x-www-form-urlencoded" },
    ...(auth !== undefined && { auth }),
  });
  asked.on("error", reject);
  asked.on("response", (response) => {
    const { statusCode: status = 0 } = response;
    text(response).then((body) => resolve({ status, body }), reject);
  });
  asked.end(body);
  return promise;
}

/** Native sidecars are containers for initialisation that go on. */
function hasNativeSidecar(pod: object): boolean {
  const { spec } = pod as { spec: { initContainers?: { name: string }[] } };
  return (spec.initContainers ?? []).some(({ name }) => name === "istio-proxy");
}

/** A folder with a stack that gives requests with the key to a mock of the service, and delays all others; and one with the load test. */
function createRoutedProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "understudy-"));
  const host = `target.${SPACE}`;
  const delay = { fixedDelay: `${DELAY_MS}ms`, percentage: { value: 100 } };
  const base = [{ fault: { delay }, route: [{ destination: { host: "target" } }] }];
  const mock = {
    ...{ name: "target", spec: "specs/target.yaml", namespace: "target", campaign: CAMPAIGN },
    ...{ delivery: "configMap", registry: "none", istio: { revision: "none" }, sidecar: "none" },
    ...SMALL,
    latency: { inject: "mock" },
    replaces: { host, when: { key: KEY } },
  };
  const loadtest = { ...LOAD_TEST, script: "generated.py", key: KEY };
  const images = { locust: { image: "locust" }, jobs: { image: "jobs" } };
  const routed = {
    "understudy:kubeContext": inject("context"),
    "understudy:router": { hosts: [{ host, base }] },
    "understudy:services": [mock],
  };
  const tested = { ...routed, "understudy:loadtests": [{ ...loadtest, images }] };
  write(folder, "Pulumi.mesh.yaml", JSON.stringify({ config: routed }));
  write(folder, "Pulumi.script.yaml", JSON.stringify({ config: tested }));
  write(folder, "specs/target.yaml", DOCUMENT);
  return folder;
}

function around(): object[] {
  const security = { apiVersion: "security.istio.io/v1", kind: "PeerAuthentication" };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: SPACE, labels: injected(mesh) } },
    {
      ...security,
      metadata: { name: "default", namespace: SPACE },
      spec: { mtls: { mode: "STRICT" } },
    },
    ...targetOf(SPACE, TARGET),
  ];
}

const TARGET = `
  require("node:http").createServer((request, response) => response.end("by the service")).listen(8080);
  process.on("SIGTERM", () => process.exit());`;
