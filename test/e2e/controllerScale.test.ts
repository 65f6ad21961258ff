import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
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
import { type ControllerProcess, deliver, startController } from "./controllerProcess.ts";
import {
  accountOf,
  apply,
  deploymentsIn,
  originOf,
  readyOf,
  recent,
  routerOf,
  shaOf,
  unscheduled,
} from "./controllerShop.ts";
import { removeNamespaces } from "./leftovers.ts";
import { kubectl } from "./run.ts";

const HOME = "understudy-e2e-controller-scale";
const SHOP = "understudy-e2e-controller-many";
const SECRET = "hush";
/** 500 for the figures in docs/performance.md. */
const COPIES = Number(process.env.UNDERSTUDY_E2E_COPIES ?? 30);
const ORIGINS = Math.ceil(COPIES / 10);
const REPOSITORIES = Math.ceil(COPIES / 25);
/** Writes that are under way at once: no more, and no fewer where there are enough. */
const AT_ONCE = 10;
/** Rounds without a change that are looked at. */
const ROUNDS = 5;
const DONE = 'rounds_total{result="done"}';
const PATIENCE = { timeout: 240_000 + 1_000 * COPIES, interval: 200 };

const origins = Array.from({ length: ORIGINS }, (_, i) => `origin-${i}`);
const repositoryOf = (origin: number) => `acme/shop-${origin % REPOSITORIES}`;
const originOfPull = (number: number) => number % ORIGINS;
const numbers = Array.from({ length: COPIES }, (_, i) => i + 1);

describe.runIf(inject("context") !== "" && HAS_REGISTRY)("a controller of all namespaces", () => {
  const folder = mkdtempSync(join(tmpdir(), "understudy-controller-"));

  beforeAll(async () => {
    await removeAll();
    for (const name of [HOME, SHOP]) await kubectl("create", "namespace", name);
    await kubectl("label", "namespace", SHOP, "understudy.dev/previews=true");
    const planned = planController(controllerConfig({ name: HOME, namespace: HOME }));
    await apply(objectsOfController(planned).filter(({ kind }) => kind !== "Deployment"));
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await removeAll();
  });

  test(`makes ${COPIES} copies by ten writes at a time; then it writes nothing, also when it starts anew, and GitHub has nothing new`, {
    timeout: 1_800_000,
  }, async () => {
    const registry = await startRegistry("none");
    const github = await new GithubServer().start();
    github.now = Date.now();
    for (const number of numbers) await registry.push(`team/app:${shaOf(number)}`);
    for (let i = 0; i < REPOSITORIES; i++) {
      const own = numbers.filter((number) => originOfPull(number) % REPOSITORIES === i);
      const pulls = own.map((number) => ({
        ...recent(number),
        labels: [{ name: origins[originOfPull(number)] ?? "" }],
      }));
      github.add(repositoryOf(i), pulls);
    }
    const objects = origins.flatMap((name, i) => {
      const annotations = {
        "understudy.dev/github-repository": repositoryOf(i),
        "understudy.dev/preview-image": `${registry.host}/team/app:{sha}`,
        "understudy.dev/preview-label": name,
      };
      return [...originOf(SHOP, name, annotations, unscheduled), routerOf(SHOP, name)];
    });
    await apply(objects);

    const proxy = await startApiProxy(await accountOf(HOME, folder), [SHOP], AT_ONCE);
    const settings = {
      lease: { namespace: HOME, name: HOME },
      // A round is made when one is asked for: how many there are does not depend on how fast the test looks.
      interval: "1h",
      limits: { all: COPIES, namespace: COPIES },
    };
    const env = {
      GITHUB_TOKEN: "ghp_written",
      GITHUB_WEBHOOK_SECRET: SECRET,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_API_URL: github.url,
    };
    const start = () => startController(proxy.kubeconfig, settings, env);
    const begun = performance.now();
    const first = await start();
    await hasMadeOne(first);
    const seconds = (performance.now() - begun) / 1000;
    const cold = github.statuses();
    expect(new Set(cold)).toEqual(new Set([200]));
    expect(cold.length).toBeLessThanOrEqual(120);
    const copies = numbers.map((number) => `${origins[originOfPull(number)]}-pr-${number}`);
    expect(await deploymentsIn(SHOP)).toEqual([...origins, ...copies].sort());
    // A Deployment, a Service and, for each origin, the host's routes.
    expect(proxy.writes).toHaveLength(2 * COPIES + ORIGINS);
    expect(proxy.mostWrites).toBe(AT_ONCE);

    // Each has a pod that is ready, so that all keys are in the routes.
    await apply(copies.map((name) => readyOf(SHOP, name)));
    await makeRounds(first, 1);
    expect(await keysInRoutes()).toBe(COPIES);
    proxy.writes.length = 0;
    github.statuses();
    const before = usageOf(first);
    await makeRounds(first, ROUNDS);
    const after = usageOf(first);
    const warm = github.statuses();
    expect(proxy.writes).toEqual([]);
    expect(new Set(warm)).toEqual(new Set([304]));
    expect(await first.metric('copies{state="unchanged"}')).toBe(COPIES);

    first.child.kill("SIGKILL");
    await once(first.child, "exit");
    await kubectl("delete", "lease", HOME, "-n", HOME);
    const second = await start();
    await hasMadeOne(second);
    expect(proxy.writes).toEqual([]);
    expect(await second.metric('copies{state="unchanged"}')).toBe(COPIES);
    if (process.env.UNDERSTUDY_E2E_COPIES !== undefined) {
      const cpu = (after.cpu - before.cpu) / ROUNDS;
      console.log({ seconds, cold: cold.length, cpu, before, after });
      console.log({
        restarted: usageOf(second),
        longest: await second.metric("round_duration_seconds_sum"),
      });
    }
  });
});

/** Resolves to the number of keys that have routes. */
async function keysInRoutes(): Promise<number> {
  const routers: Router[] = JSON.parse(
    await kubectl("get", "virtualservices", "-n", SHOP, "-o", "json"),
  ).items;
  return routers.flatMap(({ spec }) => spec.http).filter(({ name }) => /^pr-\d+ /.test(name))
    .length;
}

interface Router {
  spec: { http: { name: string }[] };
}

/** Waits for the round that a process makes when it has the Lease. */
async function hasMadeOne({ metric }: ControllerProcess): Promise<void> {
  await expect.poll(() => metric(DONE), PATIENCE).toBeGreaterThan(0);
}

/** Asks for one round after the other. */
async function makeRounds({ metric, webhook }: ControllerProcess, count: number): Promise<void> {
  for (let made = 0; made < count; made++) {
    const before = (await metric(DONE)) ?? 0;
    expect(await deliver(webhook, SECRET)).toBe(202);
    await expect.poll(() => metric(DONE), PATIENCE).toBeGreaterThan(before);
  }
}

/** Returns seconds of a processor and megabytes of memory, now and at most. Linux only. */
function usageOf({ child: { pid } }: ControllerProcess) {
  if (process.platform !== "linux") return { cpu: 0 };
  const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
  const [user = 0, system = 0] = fields.split(" ").slice(11, 13).map(Number);
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const megabytes = (name: string) =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
  return { cpu: (user + system) / 100, now: megabytes("VmRSS"), most: megabytes("VmHWM") };
}

async function removeAll(): Promise<void> {
  await kubectl("delete", "clusterrole,clusterrolebinding", HOME, "--ignore-not-found");
  await removeNamespaces(HOME, SHOP);
}
