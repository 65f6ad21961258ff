import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { dryCompose } from "../../../src/cluster/live/dryCompose.ts";
import type { Problem } from "../../../src/problem.ts";
import { apiServer } from "../apiServer.ts";

const HOST = "payments.shop.svc.cluster.local";
const copyOf = (key: string) => ({
  metadata: {
    ...{ name: `payments-${key}`, namespace: "shop" },
    annotations: { "understudy.dev/route-origin": HOST, "understudy.dev/route-key": key },
  },
});
const DEFAULT = { name: "all", route: [{ destination: { host: HOST } }] };
const ROUTER = {
  metadata: {
    ...{ name: "payments-router", namespace: "shop", resourceVersion: "1" },
    annotations: {
      "understudy.dev/route-declared": JSON.stringify({
        ...{ keyHeader: "x-preview", base: [DEFAULT], entries: [] },
      }),
    },
  },
  spec: { hosts: [HOST], http: [DEFAULT] },
};

test("what is wrong with routes of other namespaces is not told", async () => {
  const broken = {
    ...ROUTER,
    metadata: { ...ROUTER.metadata, annotations: { "understudy.dev/route-declared": "{" } },
  };
  await apiServer({
    "/apis/networking.istio.io/v1/virtualservices": [broken],
    "/api/v1/services": [],
    "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices": [],
  });
  const kubeConfig = await connect("staging");
  const told = async (namespaces: string[]) => {
    const problems: Problem[] = [];
    await dryCompose(kubeConfig, namespaces, { made: [], removed: new Set() }, problems);
    return problems.map(({ where }) => where);
  };
  expect([await told(["shop"]), await told(["elsewhere"])]).toEqual([
    ["VirtualService shop/payments-router: understudy.dev/route-declared"],
    [],
  ]);
});

test("the routes of a round are those without what goes, with what comes, and none is written", async () => {
  const changes = await apiServer({
    "/apis/networking.istio.io/v1/virtualservices": [ROUTER],
    "/api/v1/services": [copyOf("pr-1"), copyOf("pr-2")],
    "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices": [],
  });
  const kubeConfig = await connect("staging");
  const names = async (namespaces: string[] | undefined) => {
    const coming = { made: [copyOf("pr-3")], removed: new Set(["shop/payments-pr-1"]) };
    const routes = await dryCompose(kubeConfig, namespaces, coming, []);
    return routes.map(({ name, before, after }) => [
      name,
      before.map((route) => route.name),
      after.map((route) => route.name),
    ]);
  };
  // No pod of pr-2 is ready.
  const expected = ["payments-pr-3.shop all", "pr-3 all", "all"];
  expect(await names(undefined)).toEqual([["shop/payments-router", ["all"], expected]]);
  expect(await names(["elsewhere"])).toEqual([]);
  expect(changes).toEqual([]);
});
