import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { planLed } from "../../../src/laptop/led/planLed.ts";
import { isWithoutMesh } from "../../../src/laptop/led/withoutMesh.ts";
import { formatProblem, type Problem } from "../../../src/problem.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const place = { namespace: "shop", service: "payments" };
const host = "payments.shop.svc.cluster.local";
const service = {
  metadata: { name: "payments", namespace: "shop" },
  spec: { selector: { app: "payments" }, ports: [{ port: 80 }] },
};
const containers = [{ name: "app" }];
const PODS = [{ spec: { containers } }];
const INJECTED = [{ spec: { containers, initContainers: [{ name: "istio-proxy" }] } }];

function virtualService(name: string, subset?: string) {
  const route = [{ destination: { host: "payments", ...(subset && { subset }) } }];
  return {
    metadata: { name, namespace: "shop" },
    spec: { hosts: ["payments"], http: [{ route }] },
  };
}

function replica(name: string, annotations: Record<string, string>) {
  return { metadata: { name, namespace: "shop", annotations } };
}

async function cluster(lists: { services?: object[]; virtualServices?: object[] }) {
  await apiServer({
    "/api/v1/namespaces/shop/services/payments": service,
    "/api/v1/namespaces/shop/pods?labelSelector=app%3Dpayments": [
      { status: { conditions: [{ type: "Ready", status: "True" }] } },
      { status: {} },
    ],
    "/api/v1/services": lists.services ?? [],
    "/apis/networking.istio.io/v1/virtualservices": lists.virtualServices ?? [],
  });
  return connect("staging");
}

test("the plan names the keys that lead elsewhere, and how the pods are reached", async () => {
  const entry = { "understudy.dev/route-origin": host, "understudy.dev/route-key": "pr-12" };
  const kubeConfig = await cluster({
    services: [
      replica("payments-pr-12", entry),
      replica("orders-pr-12", { ...entry, "understudy.dev/route-origin": "orders" }),
      replica("plain", {}),
    ],
    virtualServices: [virtualService("payments")],
  });
  const problems: Problem[] = [];
  const chosen = [{ port: { port: 80 }, local: 8080, isHttp: true }];
  expect(await planLed(kubeConfig, { ...place, host }, chosen, problems)).toEqual({
    ports: [{ port: { port: 80 }, listen: 80, local: 8080 }],
    pods: {
      selector: { app: "payments" },
      ports: [{ port: 80, protocol: "TCP", appProtocol: "tcp" }],
    },
    ready: 1,
    otherKeys: [{ key: "pr-12", service: "shop/payments-pr-12" }],
    undoing: [],
  });
  expect(problems).toEqual([]);
});

test("a host whose routes lead to a subset of its pods is refused: an agent is in none", async () => {
  const virtualServices = [virtualService("payments", "v1"), virtualService("other")];
  const kubeConfig = await cluster({ virtualServices });
  const problems: Problem[] = [];
  await planLed(kubeConfig, { ...place, host }, [], problems);
  expect(problems.map(formatProblem)).toEqual([
    "VirtualService shop/payments: leads to the subset v1 of the Service's pods, which an agent is not in: its requests would reach nobody.\n  Take the requests of a key instead: --key.",
  ]);
});

test.each([
  ["nobody routes, with pods without sidecars", PODS, [], true],
  ["a VirtualService routes", PODS, [virtualService("payments")], false],
  ["nobody routes, with sidecars", INJECTED, [], false],
  ["nobody routes, without pods, in a cluster without routes", [], [], true],
  [
    "nobody routes, without pods, in a cluster with routes",
    [],
    [virtualService("payments")],
    false,
  ],
] as const)("a host that %s", async (_, pods, virtualServices, expected) => {
  await apiServer({
    "/api/v1/namespaces/shop/pods?labelSelector=app%3Dpayments": [...pods],
    "/apis/networking.istio.io/v1/virtualservices": [...virtualServices],
  });
  const selector = { matchLabels: { app: "payments" } };
  const deployment = { spec: { selector, template: {} } };
  const found = await isWithoutMesh(await connect("staging"), host, {
    ...{ namespace: "shop", deployment },
  });
  expect(found).toBe(expected);
});
