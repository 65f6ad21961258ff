import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { GithubServer } from "../forge/github/githubServer.ts";
import { tag } from "../mesh/copies.ts";
import { apply, deploymentsIn, originOf, recent, shaOf } from "./controllerShop.ts";
import { stackOf } from "./engineDeployer.ts";
import { buildImages, writeImageContexts } from "./images.ts";
import { removeNamespaces } from "./leftovers.ts";
import { ownAddress } from "./moto.ts";
import { ROOT } from "./project.ts";
import { kubectl, run } from "./run.ts";
import { snapshotOf } from "./snapshot.ts";

const context = inject("context");
const engine = inject("engine");
const registry = inject("registry");
const HOME = "understudy-e2e-controller-pods";
const SHOP = "understudy-e2e-controller-copied";
const OF_CONTROLLER = ["-n", SHOP, "-l", "understudy.dev/stack=understudy-controller"];
const PATIENCE = { interval: 300 };

describe.runIf(engine !== "" && registry !== "")("the controller by Pulumi, in pods", () => {
  const folder = mkdtempSync(join(tmpdir(), "understudy-controller-"));

  beforeAll(async () => {
    await removeAll();
    for (const name of [HOME, SHOP]) await kubectl("create", "namespace", name);
    const secret = ["secret", "generic", "github", "--from-literal=GITHUB_TOKEN=ghp_written"];
    await kubectl("create", ...secret, "-n", HOME);
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await removeAll();
  });

  test("works from its own image, makes copies, puts right what was edited; once it is removed, the cluster is as it was", async () => {
    const github = await new GithubServer().start(ownAddress());
    github.now = Date.now();
    const { pulls } = github.add("acme/payments", []);
    const repository = `${registry}/library/node`;
    await tag(repository, shaOf(12));
    const image = { "understudy.dev/preview-image": `${repository}:{sha}` };
    await apply([...originOf(SHOP, "payments", image, IDLE), TEAMS]);
    await untilAllIsThere();
    const before = await snapshotOf(HOME, SHOP);

    const settings = {
      ...{ name: HOME, namespace: HOME, namespaces: [SHOP], interval: "1s" },
      github: { secret: "github", apiUrl: github.url },
    };
    const stack = await controllerStack(settings);
    await stack.up();
    await stack.up({ expectNoChanges: true });
    await stack.refresh({ expectNoChanges: true });

    await expect.poll(async () => (await pods()).length, PATIENCE).toBe(2);
    const first = await leader();
    await kubectl("delete", "pod", first.name, "-n", HOME, "--wait=false");
    await expect.poll(async () => (await leader()).name, PATIENCE).not.toBe(first.name);
    const second = await leader();
    expect(second.metrics).toContain('rounds_total{result="failed"} 0');
    expect(second.metrics).toContain('rounds_total{result="lease_lost"} 0');

    await kubectl("scale", "deployment", HOME, "-n", HOME, "--replicas=1");
    await stack.up({ refresh: true });
    const scaled = ["get", "deployment", HOME, "-n", HOME, "-o", "jsonpath={.spec.replicas}"];
    expect(await kubectl(...scaled)).toBe("2");

    // GitHub is asked by the pod, and answers; the registry's address leads to the pod itself.
    expect(github.asked.map(({ status }) => status)).toContain(200);
    await leadRegistryTo((await leader()).name);
    pulls.push(recent(12));
    await expect.poll(() => deploymentsIn(SHOP), PATIENCE).toContain("payments-pr-12");
    await kubectl("rollout", "status", "deployment/payments-pr-12", "-n", SHOP, "--timeout=240s");
    await expect.poll(routes, PATIENCE).toContain("pr-12 own");

    // As docs/controller.md says.
    await stack.destroy();
    await kubectl("annotate", "services", ...OF_CONTROLLER, "understudy.dev/route-withdrawn=now");
    await run(process.execPath, [CLI, "router", "release", "--namespaces", SHOP]);
    expect(await routes()).toEqual(["own"]);
    await kubectl("delete", "deployments,services,destinationrules", ...OF_CONTROLLER);
    const { [`${HOME} Lease/${HOME}`]: lease, ...after } = await snapshotOf(HOME, SHOP);
    expect(lease).toBeDefined();
    expect(after).toEqual(before);
    const named = ["get", "clusterroles,clusterrolebindings", "-o", "name"];
    expect(await kubectl(...named)).not.toContain(HOME);
  });

  /** Builds the controller's image, and returns a stack with it. */
  async function controllerStack(settings: object) {
    const build = { builder: { name: "default", exec: true } };
    write({ ...settings, registry, build });
    const [built] = await buildImages(folder, await writeImageContexts(folder));
    write({ ...settings, image: built?.image });
    return stackOf({ folder, stack: "e2e" }, engine);
  }

  function write(controller: object): void {
    const config = {
      "pulumi:disable-default-providers": ["*"],
      "understudy:kubeContext": context,
      "understudy:controller": controller,
    };
    writeFileSync(join(folder, "Pulumi.e2e.yaml"), JSON.stringify({ config }));
  }
});

const CLI = join(ROOT, "cli/understudy.js");

/** Part of the origin's pods: they answer nothing. */
const IDLE = {
  terminationGracePeriodSeconds: 0,
  containers: [
    { name: "app", image: "node:24-slim", command: ["node", "-e", "setInterval(() => {}, 1e6)"] },
  ],
};

/** A team's own VirtualService, which lets keys be added. */
const TEAMS = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: {
    name: "team",
    namespace: SHOP,
    labels: { team: "payments" },
    annotations: { "understudy.dev/take-over": "true", note: "ours" },
  },
  spec: {
    hosts: ["payments"],
    exportTo: ["."],
    http: [{ name: "own", timeout: "3s", route: [{ destination: { host: "payments" } }] }],
  },
};

/** Waits for what the cluster adds by itself: to new namespaces, and to the Deployment, which gets the number of its revision. */
async function untilAllIsThere(): Promise<void> {
  const ofIstio = inject("mesh") === "" ? [] : ["configmap/istio-ca-root-cert"];
  for (const name of [HOME, SHOP]) {
    const added = ["configmap/kube-root-ca.crt", "serviceaccount/default", ...ofIstio];
    await kubectl("wait", "--for=create", ...added, "-n", name, "--timeout=240s");
  }
  await kubectl("rollout", "status", "deployment/payments", "-n", SHOP, "--timeout=240s");
}

async function routes(): Promise<string[]> {
  const text = await kubectl("get", "virtualservice", "team", "-n", SHOP, "-o", "json");
  return JSON.parse(text).spec.http.map(({ name }: { name: string }) => name);
}

interface Pod {
  name: string;
  metrics: string;
}

/** Resolves to the controller's pods that answer. */
async function pods(): Promise<Pod[]> {
  const names = (await kubectl("get", "pods", "-n", HOME, "-o", "name")).trim().split("\n");
  const asked = names.map(async (pod) => {
    const name = pod.replace("pod/", "");
    const path = `/api/v1/namespaces/${HOME}/pods/http:${name}:8080/proxy/metrics`;
    return { name, metrics: await kubectl("get", "--raw", path).catch(() => "") };
  });
  return (await Promise.all(asked)).filter(({ metrics }) => metrics !== "");
}

/** Resolves to the pod that works, once there is one. */
async function leader(): Promise<Pod> {
  let found: Pod | undefined;
  const look = async () => {
    found = (await pods()).find(({ metrics }) => metrics.includes("_controller_leading 1\n"));
    return found;
  };
  await expect.poll(look, PATIENCE).toBeDefined();
  return found ?? expect.unreachable();
}

/** Makes the address of the tests' registry, which is `localhost`, lead to it from a pod, until the test is over. */
async function leadRegistryTo(pod: string): Promise<void> {
  const [host, port] = registry.split(":");
  const here = createServer((asked) => pipe(asked, connect(Number(port), host)));
  await new Promise<void>((resolve) => here.listen(0, ownAddress(), resolve));
  onTestFinished(() => void here.close());
  const address = here.address();
  const behind = typeof address === "object" ? address?.port : "";
  const script = `const { connect, createServer } = require("node:net");
    const pipe = ${pipe};
    process.on("SIGTERM", () => process.exit());
    createServer((asked) => pipe(asked, connect(${behind}, "${ownAddress()}"))).listen(${port});`;
  const program = ["--image=node:24-slim", "--attach=false", "--", "node", "-e", script];
  await kubectl("debug", pod, "-n", HOME, "--container=registry", ...program);
}

function pipe(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  for (const each of [one, other]) each.on("error", () => [one, other].map((it) => it.destroy()));
}

async function removeAll(): Promise<void> {
  await kubectl("delete", "clusterrole,clusterrolebinding", HOME, "--ignore-not-found");
  await removeNamespaces(HOME, SHOP);
}
