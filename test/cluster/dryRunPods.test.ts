import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { expect, onTestFinished, test } from "vitest";
import type { ServiceConfig } from "../../src/campaign/campaign.ts";
import { declaredObjects } from "../../src/cluster/declaredObjects.ts";
import { declaredPods, dryRunPods, refusedPods } from "../../src/cluster/dryRunPods.ts";
import { mockObjects } from "../../src/emit/mock/mockObjects.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";

const FORBIDDEN = 'pods "payments-prism-mock-x1" is forbidden: ';
const SECURITY =
  'violates PodSecurity "restricted:latest": unrestricted capabilities (container "istio-init" must not include "NET_ADMIN")';
const QUOTA =
  "exceeded quota: q, requested: limits.cpu=1, used: limits.cpu=0, limited: limits.cpu=300m";

test("the pods of a Deployment are asked for as it would make them, and nothing is created", async () => {
  const { asked, refused } = await ask({ status: 201, message: "" });
  expect(refused).toEqual([]);
  expect(asked).toMatchObject([
    {
      path: "POST /api/v1/namespaces/shop-prism-mock/pods?dryRun=All",
      body: {
        kind: "Pod",
        metadata: { generateName: "payments-prism-mock-", labels: { app: "payments-prism-mock" } },
        // The image's digest, and the account, exist only later.
        spec: { containers: [{ image: "image-not-known-yet" }] },
      },
    },
  ]);
  expect(asked[0]?.body.spec).not.toHaveProperty("serviceAccountName");
});

test.each([
  ["a Pod Security Standard", SECURITY, /CNI plugin, write sidecar: none/],
  ["a quota", QUOTA, /smaller resources/],
  [
    "a rule of the cluster's own",
    'admission webhook "policy" denied the request',
    /namespace's rules/,
  ],
])("%s that refuses them is told in the API server's words", async (_, reason, fix) => {
  const { refused } = await ask({ status: 403, message: FORBIDDEN + reason });
  expect(refusedPods(refused, [])).toEqual([
    {
      where: "payments",
      what: `namespace shop-prism-mock refuses the pods: ${reason}`,
      fix: expect.stringMatching(fix),
    },
  ]);
});

test.each([
  [403, 'pods is forbidden: User "me" cannot create resource "pods" in API group ""'],
  [
    403,
    `${FORBIDDEN}unable to create new content in namespace shop because it is being terminated`,
  ],
  [404, 'namespaces "shop-prism-mock" not found'],
  [500, "no answer of a webhook"],
])("an answer %d that says nothing of the pods is not a refusal", async (status, message) => {
  expect((await ask({ status, message })).refused).toEqual([]);
});

test("a quota that the Deployment's pods are counted in already is not a refusal", async () => {
  const { refused } = await ask({ status: 403, message: FORBIDDEN + QUOTA });
  const metadata = { name: "payments-prism-mock", namespace: "shop-prism-mock" };
  expect(refusedPods(refused, [{ kind: "Deployment", metadata }])).toEqual([]);
});

test("pods that differ only in their service's name are asked for once, and a refusal is told of each", async () => {
  const mocks = [{ name: "payments" }, { name: "users" }, { name: "large", replicas: 2 }];
  const { asked, refused } = await ask({ status: 403, message: FORBIDDEN + QUOTA }, mocks);
  expect(asked).toHaveLength(1);
  expect(refused.map(({ where, deployment, reason }) => [where, deployment, reason])).toEqual(
    mocks.map(({ name }) => [name, `${name}-prism-mock`, QUOTA]),
  );
});

test("at most ten pods are asked for at once", async () => {
  const mocks = Array.from({ length: 23 }, (_, i) => ({
    name: `mock${i}`,
    resources: { limits: { cpu: `${i + 1}m`, memory: "256Mi" } },
  }));
  const { asked, most } = await ask({ status: 201, message: "" }, mocks);
  expect(asked).toHaveLength(23);
  expect(most).toBeLessThanOrEqual(10);
});

interface Answer {
  status: number;
  message: string;
}

async function ask(
  { status, message }: Answer,
  mocks: Partial<ServiceConfig>[] = [{ name: "payments" }],
) {
  let open = 0;
  let most = 0;
  const asked: { path: string; body: { spec?: object } }[] = [];
  const server = createServer(async (request, response) => {
    open += 1;
    most = Math.max(most, open);
    asked.push({ path: `${request.method} ${request.url}`, body: Object(await json(request)) });
    // Others that are asked at once have come meanwhile.
    await setTimeout(50);
    open -= 1;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ message }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: "staging", server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
    { name: "me" },
  );
  const plan = { default: { kind: "fixed" as const, ms: 5 }, routes: {} };
  const planned = mocks
    .map((config) => loadedMock(tableOf(["GET /pets"]), plan, config))
    .map((mock) => ({ mock, objects: mockObjects(mock, { revision: "" }) }));
  const declared = declaredObjects(planned, undefined);
  const refused = await dryRunPods(kubeConfig, declaredPods(declared));
  return { asked, most, refused };
}
