import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Campaign } from "../../src/campaign/campaign.ts";
import { checkCluster } from "../../src/cluster/checkCluster.ts";
import { mockObjects } from "../../src/emit/mock/mockObjects.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";

const HOST = "payments-prism-mock.shop-prism-mock.svc.cluster.local";

// A stand-in for the API server: it knows Istio, allows everything, and notes what it is asked.
let api: Server;
let folder: string;
let requested: string[];
let virtualServices: unknown[];
/** Requests, as they are noted, that are answered by this status. */
let refused: Record<string, number>;
/** Verbs that are not allowed. */
let denied: string[];

beforeAll(async () => {
  api = createServer(async (request, response) => {
    const path = `${request.method} ${request.url}`;
    requested.push(path);
    const body: { spec?: { resourceAttributes?: { verb: string; namespace?: string } } } =
      request.method === "POST" ? Object(await json(request)) : {};
    const status = refused[path] ?? (path.includes("/namespaces/") ? 404 : 200);
    response.writeHead(status, { "content-type": "application/json" });
    const allowed = !denied.includes(body.spec?.resourceAttributes?.verb ?? "");
    response.end(JSON.stringify({ ...answers[path], items: virtualServices, status: { allowed } }));
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const address = api.address();
  const port = typeof address === "object" ? address?.port : undefined;
  folder = mkdtempSync(join(tmpdir(), "understudy-"));
  writeFileSync(join(folder, "config"), kubeConfig(`http://127.0.0.1:${port}`));
  vi.stubEnv("KUBECONFIG", join(folder, "config"));
});

beforeEach(() => {
  requested = [];
  virtualServices = [];
  refused = {};
  denied = [];
});

afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => api.close(resolve));
});

test("a cluster that takes the campaign has no problem, and is not changed", async () => {
  expect(await check()).toEqual({ problems: [], warnings: [] });
  const writes = requested.filter((line) => !line.startsWith("GET "));
  expect([...new Set(writes)]).toEqual([
    "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
  ]);
});

test("a group that the cluster does not serve is no Istio", async () => {
  refused = { "GET /apis/networking.istio.io/v1": 404 };
  expect(whats(await check())).toEqual([
    "istio is enabled, but the cluster does not have Istio's VirtualServices",
  ]);
});

test("VirtualServices of all namespaces are looked at, where they may be", async () => {
  virtualServices = [
    { metadata: { name: "theirs", namespace: "other" }, spec: { hosts: [HOST] } },
    { metadata: { name: "empty", namespace: "other" } },
  ];
  expect(whats(await check())).toEqual([
    `host ${HOST} already has the VirtualService other/theirs, owned by somebody else`,
  ]);
  refused = { "GET /apis/networking.istio.io/v1/virtualservices": 403 };
  expect(await check()).toEqual({ problems: [], warnings: [] });
});

test("a right that is denied everywhere and in the namespace is missing", async () => {
  denied = ["watch"];
  const there = "in namespace shop-prism-mock";
  expect(whats(await check())).toEqual([
    "you may not watch namespaces",
    `you may not watch serviceaccounts ${there}`,
    `you may not watch deployments.apps ${there}`,
    `you may not watch replicasets.apps ${there}`,
    `you may not watch pods ${there}`,
    `you may not watch persistentvolumeclaims ${there}`,
    `you may not watch services ${there}`,
    `you may not watch virtualservices.networking.istio.io ${there}`,
  ]);
});

test("an existing namespace is read; one that may not be read is not a problem", async () => {
  const read = "GET /api/v1/namespaces/shop-prism-mock";
  refused = { [read]: 200 };
  expect(whats(await check())).toEqual([
    'namespace "shop-prism-mock" is to be created, but exists already and is not managed by understudy',
  ]);
  refused = { [read]: 403 };
  expect(await check()).toEqual({ problems: [], warnings: [] });
});

test("a context that the kubeconfig does not have is a problem, and no cluster is asked", async () => {
  expect((await check("stagin")).problems).toEqual([
    {
      where: "Pulumi.stg.yaml: kubeContext",
      what: 'the kubeconfig has no context "stagin"',
      fix: 'Did you mean "staging"?',
    },
  ]);
  expect((await check("prod")).problems[0]?.fix).toBe("It has staging.");
  expect(requested).toEqual([]);
});

test("without a kubeconfig there is no context at all", async () => {
  vi.stubEnv("KUBECONFIG", "");
  vi.stubEnv("HOME", folder);
  const { problems } = await check("prod");
  vi.stubEnv("KUBECONFIG", join(folder, "config"));
  expect(problems[0]?.fix).toMatch(/^It has no contexts at all/);
});

test("a cluster that fails to answer is unknown, and why", async () => {
  refused = { "GET /apis/networking.istio.io/v1": 500 };
  const { problems, unknown } = await check();
  expect(problems).toEqual([]);
  expect(unknown).toMatch(/500/);
});

const answers: Record<string, object> = {
  "GET /apis/networking.istio.io/v1": { resources: [{ name: "virtualservices" }] },
};

function check(kubeContext = "staging") {
  const campaign: Campaign = { stack: "stg", kubeContext, services: [] };
  const plan = { default: { kind: "fixed" as const, ms: 5 }, routes: {} };
  const mock = loadedMock(tableOf(["GET /pets"]), plan);
  const objects = mockObjects(mock, { revision: "" });
  return checkCluster({ campaign, mocks: [{ mock, objects }] }, folder);
}

function whats({ problems }: Awaited<ReturnType<typeof checkCluster>>): string[] {
  return problems.map(({ what }) => what);
}

function kubeConfig(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "staging", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "me", user: {} }],
    contexts: [{ name: "staging", context: { cluster: "staging", user: "me" } }],
  });
}
