import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  objectsOfController,
  planController,
} from "../../src/emit/controller/controllerObjects.ts";
import { controllerConfig } from "../emit/controller/controllerConfig.ts";
import { GithubServer } from "../forge/github/githubServer.ts";
import { HAS_REGISTRY, startRegistry } from "../registry/realRegistry.ts";
import { startApiProxy } from "./apiProxy.ts";
import { deliver, startController } from "./controllerProcess.ts";
import {
  accountOf,
  apply,
  deploymentsIn,
  originOf,
  recent,
  shaOf,
  unscheduled,
  versionsIn,
} from "./controllerShop.ts";
import { removeNamespaces } from "./leftovers.ts";
import { kubectl } from "./run.ts";

const HOME = "understudy-e2e-controller";
const SHOP = "understudy-e2e-controller-shop";
const SECRET = "hush";
const SETTINGS = {
  lease: { namespace: HOME, name: HOME },
  namespaces: [SHOP],
  interval: "500ms",
  limits: { all: 50, namespace: 20 },
};
const envOf = ({ url }: GithubServer) => ({
  GITHUB_TOKEN: "ghp_written",
  GITHUB_WEBHOOK_SECRET: SECRET,
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_API_URL: url,
});
/** A VirtualService of nobody's stack, which stays as it is, and a Service that names one that is not there. */
const TEAMS_OWN = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "team", namespace: SHOP },
  spec: { hosts: ["payments"], http: [{ route: [{ destination: { host: "payments" } }] }] },
};
const LOST = {
  apiVersion: "v1",
  kind: "Service",
  metadata: {
    ...{ name: "lost", namespace: SHOP },
    annotations: { "mercari.com/service-router-origin-service": "nowhere" },
  },
  spec: { ports: [{ port: 80 }] },
};
const PATIENCE = { interval: 200 };

describe.runIf(inject("context") !== "" && HAS_REGISTRY)("the controller", () => {
  const folder = mkdtempSync(join(tmpdir(), "understudy-controller-"));
  // Without `namespaces`, so that its rights are those of the ClusterRole.
  const planned = planController(controllerConfig({ name: HOME, namespace: HOME }));
  let kubeconfig: string;

  beforeAll(async () => {
    await removeAll();
    for (const name of [HOME, SHOP]) await kubectl("create", "namespace", name);
    const objects = objectsOfController(planned);
    await apply(objects.filter(({ kind }) => kind !== "Deployment"));
    kubeconfig = await accountOf(HOME, folder);
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await removeAll();
  });

  test("of two processes one works; the other takes over, and the first one, when it wakes up, writes nothing stale", async () => {
    const images = await startRegistry("none");
    const github = await new GithubServer().start();
    github.now = Date.now();
    const { pulls } = github.add("acme/payments", [recent(12)]);
    await images.push(`team/payments:${shaOf(12)}`);
    await images.push(`team/payments:${shaOf(13)}`);
    const image = { "understudy.dev/preview-image": `${images.host}/team/payments:{sha}` };
    await apply([
      ...originOf(SHOP, "payments", image, unscheduled),
      ...originOf(SHOP, "users", { "understudy.dev/preview-drafts": "maybe" }),
      ...[TEAMS_OWN, LOST],
    ]);

    const proxy = await startApiProxy(kubeconfig);
    const a = await startController(proxy.kubeconfig, SETTINGS, envOf(github));
    await expect.poll(() => a.metric("leading"), PATIENCE).toBe(1);
    await expect.poll(copies, PATIENCE).toEqual(["payments", "payments-pr-12", "users"]);
    // The other one makes a round only when it is woken, once it works.
    const hourly = { ...SETTINGS, interval: "1h" };
    const b = await startController(kubeconfig, hourly, envOf(github));
    await expect.poll(() => b.probe("/readyz"), PATIENCE).toBe(200);
    expect([await b.metric("leading"), await b.probe("/healthz")]).toEqual([0, 200]);

    // It has read that there is no copy 13, and goes to sleep.
    const go = await proxy.hold("GET", /deployments/);
    a.child.kill("SIGSTOP");
    pulls.push(recent(13));
    await expect.poll(() => b.metric("leading"), PATIENCE).toBe(1);
    await expect
      .poll(copies, PATIENCE)
      .toEqual(["payments", "payments-pr-12", "payments-pr-13", "users"]);
    await expect
      .poll(() => b.metric('rounds_total{result="done"}'), PATIENCE)
      .toBeGreaterThanOrEqual(1);
    const before = await versions();
    go();
    a.child.kill("SIGCONT");
    await expect.poll(() => a.metric('rounds_total{result="lease_lost"}'), PATIENCE).toBe(1);
    expect([await a.metric("leading"), await versions()]).toEqual([0, before]);
    expect(a.said()).toContain("Lease: it was lost during a round");

    // A delivery to the one that waits wakes the one that works.
    for (const pull of pulls) if (pull.number === 13) pull.state = "closed";
    expect(await deliver(a.webhook, SECRET)).toBe(202);
    await expect.poll(copies, PATIENCE).toEqual(["payments", "payments-pr-12", "users"]);

    // The one that is ended gives the Lease back; the next one changes nothing.
    const last = await versions();
    const done = await a.metric('rounds_total{result="done"}');
    b.child.kill("SIGTERM");
    expect(await once(b.child, "exit")).toEqual([0, null]);
    await expect
      .poll(() => a.metric('rounds_total{result="done"}'), PATIENCE)
      .toBeGreaterThan(done ?? 0);
    expect([await a.metric("leading"), await versions()]).toEqual([1, last]);
    expect(await a.metric("problems")).toBe(1);
    // Of all rounds of both processes.
    expect(await eventsOf("users")).toEqual([
      ["AnnotationMistake", "understudy.dev/understudy-controller"],
    ]);
    expect(await eventsOf("payments")).toEqual([
      ["NoRoutes", "understudy.dev/understudy-controller"],
    ]);
    expect(await eventsOf("lost")).toEqual([["NoRoutes", "understudy.dev/understudy-controller"]]);
    expect(await a.metric('github_requests_left{host="github.com"}')).toBe(github.remaining);
  });

  test("while the API server is away it writes nothing and lives on, and then it goes on by itself", async () => {
    const images = await startRegistry("none");
    const github = await new GithubServer().start();
    github.now = Date.now();
    const { pulls } = github.add("acme/payments", [recent(12), recent(13)]);
    for (const number of [12, 13, 14]) await images.push(`team/payments:${shaOf(number)}`);
    const image = { "understudy.dev/preview-image": `${images.host}/team/payments:{sha}` };
    await apply(originOf(SHOP, "payments", image, unscheduled));
    const proxy = await startApiProxy(kubeconfig);
    const controller = await startController(proxy.kubeconfig, SETTINGS, envOf(github));
    await expect
      .poll(copies, PATIENCE)
      .toEqual(expect.arrayContaining(["payments-pr-12", "payments-pr-13"]));

    // It is in the middle of a round when the connection breaks, and has not seen yet what changed.
    const go = await proxy.hold("GET", /deployments/);
    for (const pull of pulls) if (pull.number === 12) pull.state = "closed";
    pulls.push(recent(14));
    proxy.cut();
    go();
    await expect.poll(() => controller.metric("leading"), PATIENCE).toBe(0);
    const before = await versions();
    expect(Object.keys(before)).toContain("Deployment/payments-pr-12");
    expect([controller.child.exitCode, await controller.probe("/healthz")]).toEqual([null, 200]);

    proxy.mend();
    await expect.poll(() => controller.metric("leading"), PATIENCE).toBe(1);
    await expect.poll(copies, PATIENCE).not.toContain("payments-pr-12");
    expect(await copies()).toEqual(expect.arrayContaining(["payments-pr-13", "payments-pr-14"]));
    const untouched = ["Deployment/payments-pr-13", "Service/payments-pr-13"];
    const now = await versions();
    for (const name of untouched) expect(now[name]).toEqual(before[name]);
    const told = controller.said().match(/^cluster: could not be asked: .*$/gm);
    expect(new Set(told).size).toBe(told?.length);
  });
});

async function removeAll(): Promise<void> {
  await kubectl("delete", "clusterrole,clusterrolebinding", HOME, "--ignore-not-found");
  await removeNamespaces(HOME, SHOP);
}

const copies = () => deploymentsIn(SHOP);
const versions = () => versionsIn(SHOP);

/** Returns reason and reporter of the Events of a Deployment. */
async function eventsOf(name: string): Promise<string[][]> {
  const text = await kubectl("get", "events.events.k8s.io", "-n", SHOP, "-o", "json");
  const { items }: { items: Reported[] } = JSON.parse(text);
  return items
    .filter(({ regarding, action }) => regarding.name === name && action === "Reconcile")
    .map(({ reason, reportingController }) => [reason, reportingController]);
}

interface Reported {
  reason: string;
  action?: string;
  reportingController: string;
  regarding: { name: string };
}
