import { expect, test } from "vitest";
import type { Campaign } from "../../src/campaign/campaign.ts";
import { readClusterRouting } from "../../src/cluster/readClusterRouting.ts";
import { NO_CLUSTER } from "../../src/emit/routingObjects.ts";
import { DEPLOYMENT, PREVIEW, SERVICE } from "../emit/previewFixture.ts";
import { apiServer } from "./apiServer.ts";

const PAYMENTS = "payments.shop.svc.cluster.local";
/** Without a stack file, problems have no lines. */
const NOWHERE = "nowhere";
const SHOP = "/namespaces/shop";
const RULES = "/apis/networking.istio.io/v1/destinationrules";

const PREVIEWS: Campaign = {
  stack: "stg",
  kubeContext: "staging",
  services: [],
  previews: [{ ...PREVIEW, where: "Pulumi.stg.yaml: previews[0]" }],
};

const ROUTER: Campaign = {
  stack: "stg",
  kubeContext: "staging",
  services: [],
  router: { header: "x-preview", hosts: [{ host: PAYMENTS, base: [], entries: [] }] },
};

test("a stack without routing asks no cluster", async () => {
  expect(
    await readClusterRouting({ stack: "stg", kubeContext: "none", services: [] }, NOWHERE),
  ).toBe(NO_CLUSTER);
});

test("a preview is copied from the Deployment and Service as the cluster has them, newest fields and all", async () => {
  const deployment = { ...DEPLOYMENT, spec: { ...DEPLOYMENT.spec, ofTomorrow: 1 } };
  const other = { metadata: { name: "other", namespace: "shop" } };
  await apiServer({
    [`/apis/apps/v1${SHOP}/deployments`]: [other, deployment],
    [`/api/v1${SHOP}/services`]: [SERVICE, other],
  });
  const { origins, found } = await readClusterRouting(PREVIEWS, NOWHERE);
  expect([...origins.values()]).toEqual([
    { deployment, service: SERVICE, services: [SERVICE, other], destinationRules: [] },
  ]);
  expect(found).toEqual({ entries: [], substitutions: [] });
});

test("what a preview is copied from must be there: the nearest name is said", async () => {
  await apiServer({
    [`/apis/apps/v1${SHOP}/deployments`]: [{ metadata: { name: "payment", namespace: "shop" } }],
    [`/api/v1${SHOP}/services`]: [],
  });
  await expect(readClusterRouting(PREVIEWS, NOWHERE)).rejects.toMatchObject({
    problems: [
      {
        where: "Pulumi.stg.yaml: previews[0].deployment",
        what: "there is no Deployment payments in namespace shop",
        fix: 'Did you mean "payment"?',
      },
      {
        where: "Pulumi.stg.yaml: previews[0].service",
        what: "there is no Service payments in namespace shop",
        fix: "There are none there.",
      },
    ],
  });
});

test("rights that are missing are all said", async () => {
  await apiServer({ [`/apis/apps/v1${SHOP}/deployments`]: 403, [`/api/v1${SHOP}/services`]: 403 });
  await expect(readClusterRouting(PREVIEWS, NOWHERE)).rejects.toMatchObject({
    problems: [
      { where: "cluster", what: "you may not list deployments.apps in namespace shop" },
      { where: "cluster", what: "you may not list services in namespace shop" },
    ],
  });
});

test("annotated Services and rules of other stacks are entries, except those of the stack itself and those being removed", async () => {
  await apiServer({
    "/api/v1/services": [
      annotated("payments-pr-12", "pr-12", { labels: { "understudy.dev/stack": "pr-12" } }),
      annotated("payments-bob", "bob", {}),
      annotated("payments-own", "own", { labels: { "understudy.dev/stack": "stg" } }),
      annotated("payments-old", "old", { deletionTimestamp: "2026-11-20T10:00:00Z" }),
      annotated("payments-bad", "NO KEY", {
        annotations: {
          "understudy.dev/route-origin": PAYMENTS,
          "understudy.dev/route-key": "NO KEY",
          "understudy.dev/route-withdrawn": "2026-11-20T10:00:00Z",
        },
      }),
      { metadata: { name: "plain", namespace: "shop" } },
    ],
    [RULES]: [
      {
        metadata: {
          name: "payments-pr-13",
          namespace: "shop",
          annotations: {
            "understudy.dev/route-origin": PAYMENTS,
            "understudy.dev/route-key": "pr-13",
            "understudy.dev/route-subset": "pr-13",
          },
        },
      },
    ],
  });
  const { found } = await readClusterRouting(ROUTER, NOWHERE);
  expect(found.entries.map(({ key, destination }) => ({ key, ...destination }))).toEqual([
    { key: "pr-12", host: "payments-pr-12.shop.svc.cluster.local" },
    { key: "bob", host: "payments-bob.shop.svc.cluster.local" },
    { key: "pr-13", host: PAYMENTS, subset: "pr-13" },
  ]);
});

test("annotations that say nothing are a problem of the host's stack, and of no other", async () => {
  const wrong = annotated("payments-x", "Not a key", {});
  await apiServer({ "/api/v1/services": [wrong] });
  await expect(readClusterRouting(ROUTER, NOWHERE)).rejects.toMatchObject({
    problems: [{ where: expect.stringContaining("Service shop/payments-x") }],
  });
  const host = "users.shop.svc.cluster.local";
  const others = { header: "x-preview", hosts: [{ host, base: [], entries: [] }] };
  expect((await readClusterRouting({ ...ROUTER, router: others }, NOWHERE)).found.entries).toEqual(
    [],
  );
});

test("no router is written without what others declare: a cluster that cannot be asked is an error", async () => {
  await apiServer({ "/api/v1/services": 500 });
  await expect(readClusterRouting(ROUTER, NOWHERE)).rejects.toMatchObject({
    problems: [
      {
        where: "cluster",
        what: "could not be asked: listing services was answered with status 500",
      },
    ],
  });
  await expect(
    readClusterRouting({ ...ROUTER, kubeContext: "stagin" }, NOWHERE),
  ).rejects.toMatchObject({
    problems: [{ where: "Pulumi.stg.yaml: kubeContext", fix: 'Did you mean "staging"?' }],
  });
});

function annotated(name: string, key: string, rest: object) {
  const annotations = { "understudy.dev/route-origin": PAYMENTS, "understudy.dev/route-key": key };
  return { metadata: { name, namespace: "shop", annotations, ...rest } };
}
