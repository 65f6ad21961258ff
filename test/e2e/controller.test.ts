import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { connect } from "../../src/cluster/connection.ts";
import { readView } from "../../src/controller/cluster/readView.ts";
import {
  objectsOfController,
  planController,
} from "../../src/emit/controller/controllerObjects.ts";
import { controllerConfig } from "../emit/controller/controllerConfig.ts";
import { GithubServer } from "../forge/github/githubServer.ts";
import { HAS_REGISTRY, startRegistry } from "../registry/realRegistry.ts";
import { startApiProxy } from "./apiProxy.ts";
import { startController } from "./controllerProcess.ts";
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
import { buildImages, writeImageContexts } from "./images.ts";
import { removeNamespaces } from "./leftovers.ts";
import { kubectl } from "./run.ts";

const registry = inject("registry");
const HOME = "understudy-e2e-controller";
const SHOP = "understudy-e2e-controller-shop";
const SECRET = "hush";
const PATIENCE = { timeout: 120_000, interval: 200 };

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

  test("may read all namespaces with the rights of its ClusterRole", async () => {
    const before = process.env.KUBECONFIG;
    onTestFinished(() => {
      process.env.KUBECONFIG = before;
    });
    process.env.KUBECONFIG = join(folder, "kubeconfig");
    const view = await readView(await connect(undefined), undefined);
    expect(view.map(({ name }) => name)).toEqual(expect.arrayContaining([HOME, SHOP]));
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
    ]);

    const proxy = await startApiProxy(kubeconfig);
    const settings = {
      lease: { namespace: HOME, name: HOME },
      namespaces: [SHOP],
      interval: "500ms",
      limits: { all: 50, namespace: 20 },
    };
    const env = {
      GITHUB_TOKEN: "ghp_written",
      GITHUB_WEBHOOK_SECRET: SECRET,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_API_URL: github.url,
    };
    const a = await startController(proxy.kubeconfig, settings, env);
    await expect.poll(() => a.metric("leading"), PATIENCE).toBe(1);
    await expect.poll(copies, PATIENCE).toEqual(["payments", "payments-pr-12", "users"]);
    // The other one makes a round only when it is woken, once it works.
    const b = await startController(kubeconfig, { ...settings, interval: "1h" }, env);
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
    await expect.poll(() => b.metric('rounds_total{result="done"}'), PATIENCE).toBe(1);
    const before = await versions();
    go();
    a.child.kill("SIGCONT");
    await expect.poll(() => a.metric('rounds_total{result="lease_lost"}'), PATIENCE).toBe(1);
    expect([await a.metric("leading"), await versions()]).toEqual([0, before]);
    expect(a.said()).toContain("Lease: it was lost during a round");

    // A delivery to the one that waits wakes the one that works.
    for (const pull of pulls) if (pull.number === 13) pull.state = "closed";
    expect(await deliver(a.webhook)).toBe(202);
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
    expect(await a.metric('github_requests_left{host="github.com"}')).toBe(github.remaining);
  });

  test.runIf(registry !== "")(
    "in pods, from its own image, one works at once when the other is removed",
    async () => {
      const said = { name: HOME, namespace: HOME, namespaces: [SHOP] };
      const stack = { ...said, github: { secret: "github" }, interval: "1s", registry };
      const builder = { name: "default", exec: true };
      const config = { "understudy:controller": { ...stack, build: { builder } } };
      writeFileSync(join(folder, "Pulumi.e2e.yaml"), JSON.stringify({ config }));
      const [built] = await buildImages(folder, await writeImageContexts(folder));
      const inPods = planController(controllerConfig({ ...stack, image: built?.image }));
      await kubectl("delete", "lease", HOME, "-n", HOME, "--ignore-not-found");
      const secret = ["secret", "generic", "github", "--from-literal=GITHUB_TOKEN=none"];
      await kubectl("create", ...secret, "-n", HOME);
      await apply(objectsOfController(inPods));
      await kubectl("rollout", "status", `deployment/${HOME}`, "-n", HOME, "--timeout=90s");
      const leaders = async () => (await leadingPods()).filter(({ leads }) => leads);
      await expect.poll(async () => (await leadingPods()).length, PATIENCE).toBe(2);
      await expect.poll(async () => (await leaders()).length, PATIENCE).toBe(1);
      const [first] = await leaders();
      await kubectl("delete", "pod", first?.name ?? "", "-n", HOME, "--wait=false");
      await expect
        .poll(async () => (await leaders())[0]?.name ?? first?.name, PATIENCE)
        .not.toBe(first?.name);
      const [second] = await leaders();
      expect(second?.metrics).toContain('rounds_total{result="failed"} 0');
      expect(second?.metrics).toContain('rounds_total{result="lease_lost"} 0');
    },
  );
});

interface Pod {
  name: string;
  leads: boolean;
  metrics: string;
}

/** Resolves to the pods that answer. */
async function leadingPods(): Promise<Pod[]> {
  const names = (await kubectl("get", "pods", "-n", HOME, "-o", "name")).trim().split("\n");
  const asked = names.map(async (pod) => {
    const name = pod.replace("pod/", "");
    const path = `/api/v1/namespaces/${HOME}/pods/http:${name}:8080/proxy/metrics`;
    const metrics = await kubectl("get", "--raw", path).catch(() => "");
    return { name, leads: metrics.includes("understudy_controller_leading 1\n"), metrics };
  });
  return (await Promise.all(asked)).filter(({ metrics }) => metrics !== "");
}

async function deliver(port: number): Promise<number> {
  const body = "{}";
  const signature = createHmac("sha256", SECRET).update(body).digest("hex");
  const headers = {
    "x-github-event": "pull_request",
    "x-hub-signature-256": `sha256=${signature}`,
  };
  const answer = await fetch(`http://127.0.0.1:${port}/webhook`, { method: "POST", headers, body });
  return answer.status;
}

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
