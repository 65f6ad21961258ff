import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { loadTestNames } from "../../src/campaign/loadTestNames.ts";
import { connect } from "../../src/cluster/connection.ts";
import { createGuard } from "../../src/loadtest/guard/createGuard.ts";
import type { LeakGuard } from "../../src/loadtest/guard/leakGuard.ts";
import { guardRights } from "../../src/loadtest/rights.ts";
import { documentOf, folderOf } from "../cli/project.ts";
import { removeNamespaces } from "../e2e/leftovers.ts";
import { getObjects, kubectl, run } from "../e2e/run.ts";
import { injected } from "./injected.ts";

const mesh = inject("mesh");

const SPACE = "understudy-mesh-guard";
const { serviceAccount } = loadTestNames({ namespace: SPACE });
/** All of them are one pod, which answers everything. */
const SERVICES = ["payments", "payments-mock", "ledger", "forgotten", "unnamed", "earlier"];

describe.runIf(mesh !== "")("the leak guard of a service with a sidecar", () => {
  let guard: LeakGuard;
  let orders: string;

  beforeAll(async () => {
    await removeNamespaces(SPACE);
    await create({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: SPACE, labels: injected(mesh) },
    });
    await create(...objects());
    await kubectl(
      "wait",
      "--for=condition=Available",
      "deployment",
      "--all",
      ...NS,
      "--timeout=240s",
    );
    const [pod] = await getObjects("pods", ...NS, "-l", "app=orders");
    orders = pod?.metadata.name ?? "";
    guard = createGuard(await withGuardRights(), {
      config: {
        service: { name: "orders", namespace: SPACE },
        allow: ["ledger", "*.partner.example"],
        where: "Pulumi.stg.yaml: loadtests[0]",
      },
      mocks: [
        {
          name: "payments",
          hosts: [`payments-mock.${SPACE}.svc.cluster.local`],
          replaces: [`payments.${SPACE}.svc.cluster.local`],
        },
      ],
    });
    // Its sidecar may not know the pods behind it yet.
    await vi.waitFor(() => call("http://earlier/"), { timeout: 240_000, interval: 500 });
  });

  afterAll(() => removeNamespaces(SPACE));

  test("finds what the service calls, and names each host that is forgotten with its place", async () => {
    const { hosts, leaks, unseen } = await guard.check();
    expect(unseen).toEqual([]);
    const fix = (host: string) =>
      `Pulumi.stg.yaml: understudy:loadtests[0].allow: ["ledger", "*.partner.example", "${host}"]`;
    const leak = (host: string, foundIn: string) => ({ host, foundIn, fix: fix(host) });
    expect(leaks).toEqual([
      leak("api.forgotten.example", `ServiceEntry ${SPACE}/external`),
      leak(`earlier.${SPACE}`, `request seen by ${orders}'s Envoy`),
      leak(`forgotten.${SPACE}`, `env FORGOTTEN_DSN of Deployment ${SPACE}/orders (Secret orders)`),
    ]);
    expect(hosts.filter(({ allowed }) => allowed !== undefined)).toEqual([
      {
        host: "api.partner.example",
        foundIn: [`ServiceEntry ${SPACE}/external`],
        allowed: "allow: *.partner.example",
      },
      {
        host: "billing.example",
        foundIn: [`VirtualService ${SPACE}/billing, which leads to payments-mock.${SPACE}`],
        allowed: "leads to: mock of payments",
      },
      {
        host: `ledger.${SPACE}`,
        foundIn: [`env LEDGER_HOST of Deployment ${SPACE}/orders (ConfigMap orders)`],
        allowed: "allow: ledger",
      },
      {
        host: `payments.${SPACE}`,
        foundIn: [`env PAYMENTS_URL of Deployment ${SPACE}/orders`],
        allowed: "replaced by the mock of payments",
      },
    ]);
  });

  test("the command prints all hosts with the reasons, and ends with 1", async () => {
    const folder = folderOf({
      "Pulumi.stg.yaml": `config:
  understudy:kubeContext: ${inject("context")}
  understudy:defaults: { registry: none, delivery: configMap, istio: none, namespace: ${SPACE} }
  understudy:services: [{ name: payments, spec: payments.json }]
  understudy:loadtests:
    - images: { locust: { image: locust:1 }, jobs: { image: node:24 } }
      service: orders.${SPACE}
      allow: [ledger, payments, "*.example", earlier]
`,
      "payments.json": documentOf(["/payments"]),
    });
    const cli = join(import.meta.dirname, "../../cli/understudy.js");
    const call = run("node", [cli, "loadtest", "guard"], { cwd: folder });
    const printed = await call.catch(({ message }: Error) => message);
    expect(printed).toContain("exit code 1");
    expect(printed).toMatch(/^ {2}ledger\.\S+ +allow: ledger +env LEDGER_HOST of Deployment /m);
    expect(printed).toMatch(/^ {2}forgotten\.\S+ +NOT ALLOWED +env FORGOTTEN_DSN of Deployment /m);
    expect(printed).toContain(
      `To allow it: Pulumi.stg.yaml: understudy:loadtests[0].allow: ["ledger", "payments", "*.example", "earlier", "forgotten.${SPACE}"]`,
    );
  });

  test("counts requests since the start alone, and none of those that are allowed", async () => {
    await guard.begin();
    expect(await guard.leaks()).toEqual([]);
    await call("http://payments-mock/", "http://ledger/");
    expect(await guard.leaks()).toEqual([]);
  });

  test("names a host that the service calls during the run, also by its address or past its mock", async () => {
    const [backend] = await getObjects("pods", ...NS, "-l", "app=backend");
    const address = (backend as unknown as { status: { podIP: string } }).status.podIP;
    await call("http://unnamed/", "http://payments/", `http://${address}:8080/`);
    const seen = `request seen by ${orders}'s Envoy`;
    const leaks = (await guard.leaks()) ?? [];
    expect(leaks.map(({ host, foundIn }) => [host, foundIn]).sort()).toEqual(
      [
        [address, `${seen}, to an address without a ServiceEntry`],
        [`payments.${SPACE}`, seen],
        [`unnamed.${SPACE}`, seen],
      ].sort(),
    );
  });
});

const NS = ["-n", SPACE];

async function create(...items: object[]): Promise<void> {
  const input = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  await run("kubectl", ["apply", "-f", "-"], { input });
}

/** Sends a request to each URL from the pod of the service under test. */
async function call(...urls: string[]): Promise<void> {
  const code = `for (const url of ${JSON.stringify(urls)}) if (await (await fetch(url)).text() !== "ok") throw new Error(url);`;
  const node = ["node", "--input-type=module", "-e", code];
  await kubectl("exec", "deployment/orders", ...NS, "-c", "orders", "--", ...node);
}

/** Returns a connection as an account that has the guard's rights and no others. */
async function withGuardRights() {
  const token = (await kubectl("create", "token", serviceAccount, ...NS)).trim();
  const kubeConfig = await connect(undefined);
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null) throw new Error("the tests' cluster is gone");
  kubeConfig.loadFromClusterAndUser(cluster, { name: "guard", token });
  return kubeConfig;
}

function objects(): object[] {
  const own = (name: string) => ({ name, namespace: SPACE });
  const rules = guardRights().map(({ reason: _, ...rule }) => rule);
  const rbac = "rbac.authorization.k8s.io";
  const istio = "networking.istio.io/v1";
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: own(serviceAccount) },
    { apiVersion: `${rbac}/v1`, kind: "Role", metadata: own("guard"), rules },
    {
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata: own("guard"),
      roleRef: { apiGroup: rbac, kind: "Role", name: "guard" },
      subjects: [{ kind: "ServiceAccount", ...own(serviceAccount) }],
    },
    ...SERVICES.map((name) => service(name, "backend")),
    service("orders", "orders"),
    deployment("backend", SERVER, { "sidecar.istio.io/inject": "false" }),
    {
      ...{ apiVersion: "v1", kind: "ConfigMap", metadata: own("orders") },
      data: { LEDGER_HOST: "ledger", GREETING: "hello" },
    },
    {
      ...{ apiVersion: "v1", kind: "Secret", metadata: own("orders") },
      stringData: { dsn: "jdbc:postgresql://forgotten:5432/orders?password=secret" },
    },
    deployment("orders", "setInterval(() => {}, 1e6)", {}, [
      { name: "PAYMENTS_URL", value: `http://PAYMENTS.${SPACE}.svc:80/v1` },
      { name: "FORGOTTEN_DSN", valueFrom: { secretKeyRef: { name: "orders", key: "dsn" } } },
    ]),
    {
      ...{ apiVersion: istio, kind: "ServiceEntry", metadata: own("external") },
      spec: {
        hosts: ["api.partner.example", "api.forgotten.example"],
        location: "MESH_EXTERNAL",
        ports: [{ number: 80, name: "http", protocol: "HTTP" }],
        resolution: "DNS",
        exportTo: ["."],
      },
    },
    {
      ...{ apiVersion: istio, kind: "VirtualService", metadata: own("billing") },
      spec: {
        hosts: ["billing.example"],
        http: [{ route: [{ destination: { host: "payments-mock" } }] }],
      },
    },
  ];
}

const SERVER = "require('http').createServer((_, answer) => answer.end('ok')).listen(8080)";

function service(name: string, app: string): object {
  const ports = [{ name: "http", port: 80, targetPort: 8080 }];
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: SPACE },
    spec: { selector: { app }, ports },
  };
}

function deployment(app: string, code: string, labels: object, env: object[] = []): object {
  const container = {
    ...{ name: app, image: "node:24-slim", command: ["node", "-e", code], env },
    envFrom: app === "orders" ? [{ configMapRef: { name: "orders" } }] : [],
  };
  return {
    ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: app, namespace: SPACE } },
    spec: {
      selector: { matchLabels: { app } },
      template: {
        metadata: {
          labels: { app, ...labels },
          annotations: { "sidecar.istio.io/proxyCPU": "10m" },
        },
        spec: { terminationGracePeriodSeconds: 0, containers: [container] },
      },
    },
  };
}
