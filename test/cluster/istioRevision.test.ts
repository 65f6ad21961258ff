import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { newestRevision, readIstioRevision } from "../../src/cluster/istioRevision.ts";

test("revisions compare as numbers, part by part", () => {
  expect(newestRevision(["1-9-9", "1-21-4", "1-21-10", "1-20-30"])).toBe("1-21-10");
  expect(newestRevision(["2-0-0", "1-99-99"])).toBe("2-0-0");
});

test("a revision of another form is passed over", () => {
  expect(newestRevision(["default", "1-21-4", "canary", "1-22", "1-22-0-beta"])).toBe("1-21-4");
  expect(newestRevision(["default"])).toBe("");
  expect(newestRevision([])).toBe("");
});

// A stand-in for the API server: it answers the one request that is made, and notes it.
let api: Server;
let folder: string;
let requested: string[] = [];
let answer: { status: number; body: unknown } = { status: 200, body: {} };

beforeAll(async () => {
  api = createServer((request, response) => {
    requested.push(`${request.method} ${request.url}`);
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const address = api.address();
  const port = typeof address === "object" ? address?.port : undefined;
  folder = await mkdtemp(join(tmpdir(), "understudy-"));
  await writeFile(join(folder, "config"), kubeConfig(`http://127.0.0.1:${port}`));
  vi.stubEnv("KUBECONFIG", join(folder, "config"));
});

afterEach(() => {
  requested = [];
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
  await new Promise((resolve) => api.close(resolve));
});

test("the revision is the newest label of the istiod pods in istio-system", async () => {
  answer = { status: 200, body: podList(["1-20-3", "1-21-4", "1-20-3"]) };
  expect(await readIstioRevision("staging")).toEqual({
    revision: "1-21-4",
    reason: "found istiod of 1-20-3, 1-21-4 in istio-system",
  });
  expect(requested).toEqual([
    "GET /api/v1/namespaces/istio-system/pods?labelSelector=app%3Distiod",
  ]);
});

test("without pods of istiod the revision is empty", async () => {
  answer = { status: 200, body: podList([]) };
  expect(await readIstioRevision("staging")).toEqual({
    revision: "",
    reason: "found no pod of istiod in istio-system",
  });
});

test("without access the revision is empty, and the reason is said", async () => {
  answer = { status: 403, body: { kind: "Status", apiVersion: "v1", code: 403 } };
  const refused = await readIstioRevision("staging");
  expect(refused.revision).toBe("");
  expect(refused.reason).toMatch(/^cannot read the pods of istio-system: .*403/);
});

test("a context that the kubeconfig does not have leads nowhere, and never to another cluster", async () => {
  expect(await readIstioRevision("production")).toEqual({
    revision: "",
    reason: 'cannot read the pods of istio-system: the kubeconfig has no context "production"',
  });
  expect(requested).toEqual([]);
});

test("an unreachable API server is said by its address", async () => {
  await writeFile(join(folder, "config"), kubeConfig("http://127.0.0.1:2"));
  const unreachable = await readIstioRevision("staging");
  expect(unreachable.reason).toMatch(
    /^cannot read the pods of istio-system: .*ECONNREFUSED 127\.0\.0\.1:2$/,
  );
});

function podList(revisions: string[]): unknown {
  const items = revisions.map((revision, i) => ({
    metadata: { name: `istiod-${i}`, labels: { app: "istiod", "istio.io/rev": revision } },
  }));
  return { kind: "PodList", apiVersion: "v1", metadata: {}, items };
}

function kubeConfig(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "other",
    clusters: [{ name: "staging", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "me", user: {} }],
    contexts: [{ name: "staging", context: { cluster: "staging", user: "me" } }],
  });
}
