/**
 * Measures the controller's rounds: the program of its pods as they have it, in a process of its own, with an API server,
 * GitHub and a registry in this one. 50 Deployments of 20 repositories with 25 open pull requests each make 1,250 copies;
 * a process that is started after that finds nothing to change.
 *
 *     node bench/controllerRound.ts [namespaces]
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { controllerBundle } from "../src/controller/entry/bundle.ts";
import {
  type ControllerSettings,
  NODE_OPTIONS,
  PROGRAM_ENVIRONMENT,
  SETTINGS,
} from "../src/controller/program/settings.ts";
import { ROUTE_DECLARED } from "../src/routing/declaredHost.ts";
import { formatTable } from "../src/textTable.ts";
import {
  ClusterServer,
  Counter,
  rawPull,
  startGithub,
  startRegistry,
} from "./controllerServers.ts";
import { startServer } from "./serverProcess.ts";

const REPOSITORIES = 20;
const PULLS = 25;
const DEPLOYMENTS = 50;
/** In which nothing changes. */
const ROUNDS = 10;

const namespaces = Array.from({ length: Number(process.argv[2] ?? 5) }, (_, i) => `shop-${i}`);
const folder = mkdtempSync(join(tmpdir(), "understudy-bench-"));
try {
  await measure();
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(): Promise<void> {
  const asked = new Counter();
  const names = Array.from({ length: REPOSITORIES }, (_, i) => `acme/repository-${i}`);
  // The repositories count on from one another: each pull request has a key of its own.
  const github = await startGithub(
    new Map(
      names.map((name, i) => [
        name,
        Array.from({ length: PULLS }, (_, number) => rawPull(name, i * PULLS + number + 1)),
      ]),
    ),
    asked,
  );
  const registry = await startRegistry();
  const cluster = new ClusterServer();
  const server = await cluster.start(namespaces);
  for (let i = 0; i < DEPLOYMENTS; i++) {
    const repository = `${github.replace("http:", "https:")}/${names[i % REPOSITORIES]}`;
    addOrigin(cluster, i, { repository, registry });
  }

  const rows: string[][] = [];
  // The second process finds what the first one has made.
  for (const rounds of [
    [1, 2],
    [1, 1 + ROUNDS],
  ]) {
    const controller = await startServer((port) => command(port, github, server), "/readyz");
    let before = { rounds: 0, cpu: 0 };
    for (const wanted of rounds) {
      while ((await doneBy(controller.url)) < wanted) await sleep(20);
      const now = { rounds: await doneBy(controller.url), cpu: controller.cpu() };
      rows.push([
        before.rounds === 0 ? "start and first" : `${now.rounds - before.rounds} more`,
        ((now.cpu - before.cpu) / (now.rounds - before.rounds)).toFixed(2),
        controller.memory().toFixed(0),
        JSON.stringify(asked.take()),
        JSON.stringify(cluster.writes.take()),
      ]);
      before = now;
    }
    await controller.stop();
  }
  const head = ["rounds", "CPU-s a round", "MB", "GitHub's answers", "changes of the cluster"];
  console.log(`${namespaces.length} namespaces\n${formatTable([head, ...rows], [1, 2])}`);
}

function addOrigin(
  cluster: ClusterServer,
  i: number,
  { repository, registry }: { repository: string; registry: string },
): void {
  const name = `service-${i}`;
  const namespace = namespaces[i % namespaces.length] ?? "";
  const host = `${name}.${namespace}.svc.cluster.local`;
  const labels = { app: name, version: "v1", team: "shop" };
  const variables = Array.from({ length: 20 }, (_, n) => ({ name: `SETTING_${n}`, value: "some" }));
  cluster.add("deployments", {
    ...{ apiVersion: "apps/v1", kind: "Deployment" },
    metadata: {
      ...{ name, namespace, labels },
      annotations: {
        "understudy.dev/github-repository": repository,
        "understudy.dev/preview-image": `${registry}/${name}:pr-{number}-{sha7}`,
      },
    },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              ...{ name: "app", image: `${registry}/${name}:1`, env: variables },
              ports: [{ name: "http", containerPort: 8080 }],
              readinessProbe: { httpGet: { path: "/ready", port: "http" } },
              resources: { limits: { cpu: "1", memory: "1Gi" } },
            },
          ],
        },
      },
    },
  });
  cluster.add("services", {
    ...{ apiVersion: "v1", kind: "Service", metadata: { name, namespace, labels } },
    spec: { selector: { app: name }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
  });
  const base = [{ name: "all", route: [{ destination: { host } }] }];
  const declared = JSON.stringify({ keyHeader: "x-preview", base, entries: [] });
  cluster.add("virtualservices", {
    ...{ apiVersion: "networking.istio.io/v1", kind: "VirtualService" },
    metadata: {
      name: `${name}-router`,
      namespace,
      annotations: { [ROUTE_DECLARED]: declared },
    },
    spec: { hosts: [host], http: base },
  });
}

function command(port: number, github: string, server: string) {
  const program = join(folder, "controller.mjs");
  writeFileSync(program, controllerBundle());
  const kubeconfig = join(folder, "kubeconfig");
  const [name, user] = ["bench", "me"];
  const clusters = [{ name, cluster: { server, "insecure-skip-tls-verify": true } }];
  const contexts = [{ name, context: { cluster: name, user } }];
  const users = [{ name: user, user: {} }];
  writeFileSync(kubeconfig, JSON.stringify({ "current-context": name, clusters, contexts, users }));
  const settings: ControllerSettings = {
    lease: { namespace: "understudy-controller", name: "understudy-controller" },
    interval: "200ms",
    limits: { all: 10_000, namespace: 10_000 },
    ports: { http: port },
  };
  return {
    args: [...NODE_OPTIONS, program],
    env: {
      ...PROGRAM_ENVIRONMENT,
      KUBECONFIG: kubeconfig,
      GITHUB_SERVER_URL: github,
      GITHUB_API_URL: github,
      GITHUB_TOKEN: "ghp_bench",
      [SETTINGS]: JSON.stringify(settings),
    },
  };
}

/** Returns how many rounds are done. */
async function doneBy(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/rounds_total\{result="done"\} (\d+)/.exec(metrics)?.[1] ?? 0);
}
