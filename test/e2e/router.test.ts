import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { removeNamespaces } from "./leftovers.ts";
import { kubectl, run } from "./run.ts";

const NAMESPACE = "understudy-e2e-router";
const HOST = `payments.${NAMESPACE}.svc.cluster.local`;
const CLI = fileURLToPath(new URL("../../cli/understudy.js", import.meta.url));

/** Without pods: where requests go is decided by what is declared. */
const ORIGIN = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "payments", namespace: NAMESPACE },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: "payments" } },
      template: {
        metadata: { labels: { app: "payments" } },
        spec: { containers: [{ name: "app", image: "node:24-slim" }] },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "payments", namespace: NAMESPACE },
    spec: { selector: { app: "payments" }, ports: [{ name: "http", port: 80 }] },
  },
];

describe.runIf(inject("context") !== "")("a router's stack beside those of previews", () => {
  const folder = mkdtempSync(join(tmpdir(), "understudy-router-"));

  beforeAll(async () => {
    await removeNamespaces(NAMESPACE);
    await kubectl("create", "namespace", NAMESPACE);
    await apply(ORIGIN);
    const preview = (key: string) =>
      `understudy:previews: [{ service: payments, namespace: ${NAMESPACE}, key: ${key}, expires: "2020-01-01T00:00:00Z" }]`;
    writeStack("preview-pr-1", preview("pr-1"));
    writeStack("preview-pr-2", preview("pr-2"));
    writeStack(
      "router",
      `understudy:router: { hosts: [payments.${NAMESPACE}] }`,
      `understudy:previewHosts: { gateway: ${NAMESPACE}/public, domain: example.com, apis: [{ api: pay, service: payments.${NAMESPACE} }] }`,
    );
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await removeNamespaces(NAMESPACE);
  });

  test("routes every preview of the cluster, whichever came first, and none that is gone", async ({
    skip,
  }) => {
    const crds = await kubectl("get", "customresourcedefinitions", "-o", "name");
    if (!crds.includes("virtualservices.networking.istio.io")) skip("the cluster has no Istio");
    await deploy("preview-pr-1");
    await deploy("preview-pr-2");
    await deploy("router");
    const first = await routed();
    expect(Object.keys(first)).toEqual(["payments-router", "preview-pr-1-pay", "preview-pr-2-pay"]);
    expect(first["payments-router"]?.map(({ name, to }) => `${name}: ${to}`)).toEqual([
      `payments-pr-1.${NAMESPACE} default: payments-pr-1.${NAMESPACE}.svc.cluster.local`,
      `payments-pr-2.${NAMESPACE} default: payments-pr-2.${NAMESPACE}.svc.cluster.local`,
      `pr-1 default: payments-pr-1.${NAMESPACE}.svc.cluster.local`,
      `pr-2 default: payments-pr-2.${NAMESPACE}.svc.cluster.local`,
      `default: ${HOST}`,
    ]);
    await removeStack("preview-pr-1");
    await removeStack("preview-pr-2");
    const hosts = ["virtualservices/preview-pr-1-pay", "virtualservices/preview-pr-2-pay"];
    await kubectl("delete", ...hosts, "-n", NAMESPACE);
    await deploy("router");
    expect((await routed())["payments-router"]?.map(({ to }) => to)).toEqual([HOST]);
    await deploy("preview-pr-2");
    await deploy("router");
    await deploy("preview-pr-1");
    await deploy("router");
    expect(await routed()).toEqual(first);
  });

  test("previews are listed with what the cluster has of them", async () => {
    const list = JSON.parse(await understudy("preview", "list", "--stack", "router", "--json"));
    const own = list.filter(({ namespace }: { namespace: string }) => namespace === NAMESPACE);
    expect(own.map(({ created, ...rest }: { created: string }) => rest)).toEqual(
      ["pr-1", "pr-2"].map((key) => ({
        key,
        namespace: NAMESPACE,
        deployment: `payments-${key}`,
        images: ["node:24-slim"],
        replicas: 1,
        ready: 0,
        group: key,
        stack: `preview-${key}`,
        expires: "2020-01-01T00:00:00Z",
        state: "in use",
      })),
    );
  });

  test("what is past its date can be removed, whatever else the cluster has", async () => {
    const dry = ["preview", "delete", "--expired", "--dry-run", "--stack", "router"];
    const commands = (await understudy(...dry)).trimEnd().split("\n");
    const routes = commands.indexOf("pulumi up --stack router");
    expect(commands.slice(0, routes)).toEqual([expect.stringMatching(/^kubectl .*preview-pr-1/)]);
    expect(commands.slice(routes)).toEqual(
      expect.arrayContaining([
        "pulumi stack select preview-pr-1",
        "pulumi destroy --stack preview-pr-1 --remove",
        "pulumi destroy --stack preview-pr-2 --remove",
      ]),
    );
  });

  test("a second owner of its host is named before anything changes", async () => {
    await apply([
      {
        apiVersion: "networking.istio.io/v1",
        kind: "VirtualService",
        metadata: { name: "of-the-team", namespace: NAMESPACE },
        spec: { hosts: ["payments"], http: [{ route: [{ destination: { host: "payments" } }] }] },
      },
    ]);
    await expect(understudy("cluster", "check", "--stack", "router")).rejects.toThrow(
      `${NAMESPACE}/of-the-team`,
    );
  });

  function writeStack(stack: string, ...lines: string[]): void {
    const config = [`understudy:kubeContext: ${inject("context")}`, ...lines];
    const text = `config:\n${config.map((line) => `  ${line}\n`).join("")}`;
    writeFileSync(join(folder, `Pulumi.${stack}.yaml`), text);
  }

  function understudy(...args: string[]): Promise<string> {
    return run(process.execPath, [CLI, ...args], { cwd: folder });
  }

  async function deploy(stack: string): Promise<void> {
    const out = join(folder, stack);
    await understudy("render", "--cluster", "--stack", stack, "--out", out);
    await kubectl("apply", "--server-side", "--validate=strict", "--recursive", "-f", out);
  }
});

/** What a destroyed stack of previews takes with it. */
async function removeStack(stack: string): Promise<void> {
  const label = `understudy.dev/stack=${stack}`;
  await kubectl("delete", "deployments,services", "-l", label, "-n", NAMESPACE);
}

/** VirtualServices of this test's host and keys. Other tests may have keys in the cluster, too, and so hosts for them. */
const OWN = /^(payments-router|preview-pr-[12]-pay)$/;

/** The routes of each of these VirtualServices, by its name. */
async function routed(): Promise<Record<string, { name: string; to: string }[]>> {
  const { items }: { items: VirtualService[] } = JSON.parse(
    await kubectl("get", "virtualservices", "-n", NAMESPACE, "-o", "json"),
  );
  return Object.fromEntries(
    items
      .filter(({ metadata }) => OWN.test(metadata.name))
      .map(({ metadata, spec }) => [
        metadata.name,
        spec.http.map(({ name, route }) => ({ name, to: route[0]?.destination.host ?? "" })),
      ]),
  );
}

interface VirtualService {
  metadata: { name: string };
  spec: { http: { name: string; route: { destination: { host: string } }[] }[] };
}

async function apply(objects: unknown[]): Promise<void> {
  const items = { apiVersion: "v1", kind: "List", items: objects };
  await run("kubectl", ["apply", "--server-side", "-f", "-"], { input: JSON.stringify(items) });
}
