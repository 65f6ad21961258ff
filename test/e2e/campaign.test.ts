import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import type { LoadedMock } from "../../src/campaign/loadMocks.ts";
import { mockNames } from "../../src/campaign/mockNames.ts";
import { profileOf } from "../../src/latency/plan.ts";
import { quantile } from "../../src/latency/quantile.ts";
import { loadCampaign, loadedMocks } from "../config/stack.ts";
import { type Client, startClient } from "./client.ts";
import type { ClientAnswer } from "./clientScript.ts";
import type { Deployer } from "./deployer.ts";
import { engineDeployer } from "./engineDeployer.ts";
import { callsOf, requestOf, wrongWith } from "./expect.ts";
import { kubectlDeployer } from "./kubectlDeployer.ts";
import { leftovers, removeLeftovers } from "./leftovers.ts";
import { createProject, type Project, STACK } from "./project.ts";
import { type ClusterObject, getObjects, kubectl } from "./run.ts";

const context = inject("context");
const registry = inject("registry");
const engine = inject("engine");
const plugins = inject("plugins");

const NAMESPACE = "shop-e2e-prism-mock";
const WAIT = { timeout: 240_000, interval: 500 };

interface Way {
  by: string;
  deployer: Deployer;
  delivery: "image" | "configMap";
  there: boolean;
}

const pulumi = { by: "Pulumi", deployer: engineDeployer(engine) };
const kubectlOnly = { by: "kubectl", deployer: kubectlDeployer };
const ways: Way[] = [
  // Where the next two are there, they have both halves of this one.
  {
    ...kubectlOnly,
    delivery: "configMap",
    there: context !== "" && (registry === "" || engine === ""),
  },
  { ...kubectlOnly, delivery: "image", there: registry !== "" },
  { ...pulumi, delivery: "configMap", there: engine !== "" },
  {
    ...pulumi,
    delivery: "image",
    there: engine !== "" && registry !== "" && plugins.includes("docker-build"),
  },
];

for (const { by, deployer, delivery, there } of ways) {
  describe.runIf(there)(`a campaign delivered by ${delivery}, deployed by ${by}`, () => {
    let project: Project;
    let client: Client;

    beforeAll(async () => {
      await removeLeftovers();
      project = createProject({ context, delivery, registry });
      client = await startClient();
    });

    afterAll(async () => {
      await removeLeftovers();
      await client.remove();
      project.remove();
    });

    test("has every pod ready when it is up", async () => {
      await deployer.up(project);
      expect((await pods()).map(({ app }) => app)).toEqual([
        "catalog-e2e-prism-mock",
        "payments-e2e-prism-mock",
        "users-e2e-prism-mock",
      ]);
    });

    test("answers every route as its document says, and not before its delay", async () => {
      const calls = mocksOf(project).flatMap(callsOf);
      expect(calls.length).toBe(25 + 2 * 23 + 2 * 22);
      const requests = calls.map(({ request }) => request);
      const answers = await client.send({ requests, concurrency: 8, keepAlive: true });
      const wrong = calls.flatMap((call, i) => wrongWith(call, answerAt(answers, i)));
      expect(wrong).toEqual([]);
    });

    test("answers 404 where the document has no such path", async () => {
      const requests = mocksOf(project).map(({ config }) => ({
        url: `http://${mockNames(config).host}/no/such/path`,
        method: "GET",
        headers: {},
      }));
      const answers = await client.send({ requests, concurrency: 1, keepAlive: false });
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    });

    test.for<[service: string, key: string]>([
      ["catalog", "GET /categories"],
      ["users", "GET /users/me"],
      ["users", "PUT /users/{userId}/avatar"],
      ["payments", "GET /exchange-rates"],
    ])("makes callers of %s wait at least as long as %s takes", async ([service, key]) => {
      const { request, mock } = callOf(project, service, key);
      const requests = Array.from({ length: 200 }, () => request);
      const answers = await client.send({ requests, concurrency: 32, keepAlive: true });
      const times = sortedTimes(answers);
      const profile = profileOf(mock.plan, key);
      const asked = (p: number) => (profile === undefined ? 0 : quantile(profile, p));
      // Of 200 requests the quantiles are above these in all but one of ten thousand runs. How much longer they take
      // depends on the machine.
      expect(quantileOf(times, 0.5)).toBeGreaterThan(asked(0.36) - 2);
      expect(quantileOf(times, 0.95)).toBeGreaterThan(asked(0.88) - 2);
    });

    test("rolls what an edit changes, and nothing else", async () => {
      const before = await pods();
      project.edit("specs/payments.yaml", "JPY: 174", "JPY: 201");
      project.edit(
        "specs/users.latency.yaml",
        "GET /users/me: { p50: 8ms, p95: 28ms }",
        "GET /users/me: { p95: 250ms }",
      );
      await deployer.up(project);
      const after = await pods();
      expect(after.map(({ app, uid }, i) => ({ app, same: uid === before[i]?.uid }))).toEqual([
        { app: "catalog-e2e-prism-mock", same: true },
        { app: "payments-e2e-prism-mock", same: false },
        { app: "users-e2e-prism-mock", same: false },
      ]);
      const edited = [
        callOf(project, "payments", "GET /exchange-rates"),
        callOf(project, "users", "GET /users/me"),
      ];
      const requests = edited.map(({ request }) => request);
      // Pods that stop answer until the node's proxy has heard that they do.
      await vi.waitFor(async () => {
        const [rates, me] = await client.send({ requests, concurrency: 1, keepAlive: false });
        expect(JSON.parse(rates?.body ?? "").rates.JPY).toBe(201);
        expect(me?.status).toBe(200);
        expect(me?.elapsed).toBeGreaterThan(248);
      }, WAIT);
    });

    test("changes nothing when it is deployed once more", async () => {
      const before = await getObjects(OURS, "-n", NAMESPACE);
      await deployer.up(project);
      expect(identities(await getObjects(OURS, "-n", NAMESPACE))).toEqual(identities(before));
    });

    test("makes again what somebody has deleted, and changes nothing else", async () => {
      const others = async () =>
        identities(await getObjects(OURS, "-n", NAMESPACE)).filter((line) => !DELETED.test(line));
      const before = await others();
      await deleteByHand();
      await deployer.up(project);
      expect(await others()).toEqual(before);
      const calls = mocksOf(project).map((mock) => callOf(project, mock.config.name, undefined));
      const requests = calls.map(({ request }) => request);
      // The cluster's DNS and the node's proxy hear of the new Service by themselves.
      await vi.waitFor(async () => {
        const answers = await client.send({ requests, concurrency: 3, keepAlive: false });
        expect(calls.flatMap((call, i) => wrongWith(call, answerAt(answers, i)))).toEqual([]);
      }, WAIT);
    });

    test("leaves nothing behind when it is destroyed, and can be destroyed again", async () => {
      await deployer.destroy(project);
      expect(await leftovers()).toEqual([]);
      await deployer.destroy(project);
    });
  });
}

const OURS = "deployments,services,configmaps,serviceaccounts,pods";

function mocksOf({ folder }: Project): LoadedMock[] {
  return loadedMocks(loadCampaign(STACK, folder), folder);
}

/** A call of one route, or of a service's first one. */
function callOf(project: Project, service: string, key: string | undefined) {
  const mock = mocksOf(project).find(({ config }) => config.name === service);
  const route = mock?.table.routes.find((candidate) => key === undefined || candidate.key === key);
  if (mock === undefined || route === undefined) throw new Error(`no ${service} ${key}`);
  return { mock, route, request: requestOf(mock, route) };
}

/** The campaign's pods that are to stay, by their Deployments' names. */
async function pods(): Promise<{ app: string; uid: string }[]> {
  const found = await getObjects("pods", "-n", NAMESPACE);
  return found
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata: { labels, uid } }) => ({ app: labels?.app ?? "", uid }))
    .sort((a, b) => (a.app < b.app ? -1 : 1));
}

function identities(objects: ClusterObject[]): string[] {
  return objects
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ kind, metadata: { name, uid, generation } }) => `${kind} ${name} ${uid} ${generation}`)
    .sort();
}

/** What is deleted by hand, with the pods that are new because of that. */
const DELETED = /^(Service payments|Deployment users|Pod users)-/;

async function deleteByHand(): Promise<void> {
  await kubectl("delete", "service", "payments-e2e-prism-mock", "-n", NAMESPACE);
  await kubectl("delete", "deployment", "users-e2e-prism-mock", "-n", NAMESPACE);
}

function sortedTimes(answers: ClientAnswer[]): number[] {
  return answers.map(({ elapsed }) => elapsed).sort((a, b) => a - b);
}

function quantileOf(sorted: number[], p: number): number {
  return sorted[Math.floor(p * sorted.length)] ?? 0;
}

function answerAt(answers: ClientAnswer[], place: number): ClientAnswer {
  const answer = answers[place];
  if (answer === undefined) throw new Error(`no answer to request ${place}`);
  return answer;
}
