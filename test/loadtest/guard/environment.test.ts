import { describe, expect, test } from "vitest";
import {
  hostsOfPod,
  referencesOf,
  type ServicePod,
} from "../../../src/loadtest/guard/environment.ts";

type Container = ServicePod["spec"]["containers"][number];

function podOf(container: Partial<Container>, metadata: Partial<ServicePod["metadata"]> = {}) {
  return {
    metadata: {
      ...{ name: "orders-7f9c-x", namespace: "shop", labels: { "pod-template-hash": "7f9c" } },
      ownerReferences: [{ kind: "ReplicaSet", name: "orders-7f9c" }],
      ...metadata,
    },
    spec: { containers: [{ name: "orders", ...container }] },
  };
}

describe("the environment of a pod", () => {
  test("names hosts in values, with the Deployment that has them", () => {
    const env = [{ name: "PAYMENTS_URL", value: "http://Payments:80" }];
    expect(hostsOfPod(podOf({ env }), new Map())).toEqual([
      {
        host: "payments.shop.svc.cluster.local",
        foundIn: "env PAYMENTS_URL of Deployment shop/orders",
      },
    ]);
  });

  test("names the owner of another kind, or the pod itself", () => {
    const env = [{ name: "A", value: "http://a.shop" }];
    const ofSet = podOf({ env }, { ownerReferences: [{ kind: "StatefulSet", name: "orders" }] });
    const alone = podOf({ env }, { ownerReferences: [] });
    expect(hostsOfPod(ofSet, new Map())[0]?.foundIn).toBe("env A of StatefulSet shop/orders");
    expect(hostsOfPod(alone, new Map())[0]?.foundIn).toBe("env A of Pod shop/orders-7f9c-x");
  });

  test("has the content of ConfigMaps and Secrets, of which only hosts are told", () => {
    const pod = podOf({
      env: [
        {
          name: "DSN",
          valueFrom: { secretKeyRef: { name: "orders", key: "dsn" } },
        },
      ],
      envFrom: [{ prefix: "X_", configMapRef: { name: "orders-env" } }],
    });
    expect(referencesOf([pod])).toEqual(["ConfigMap orders-env", "Secret orders"]);
    const references = new Map([
      ["ConfigMap orders-env", { LEDGER_HOST: "ledger" }],
      ["Secret orders", { dsn: "postgres://user:password@db.shop/orders", other: "http://unused" }],
    ]);
    expect(hostsOfPod(pod, references)).toEqual([
      {
        host: "ledger.shop.svc.cluster.local",
        foundIn: "env X_LEDGER_HOST of Deployment shop/orders (ConfigMap orders-env)",
      },
      { host: "db.shop", foundIn: "env DSN of Deployment shop/orders (Secret orders)" },
    ]);
  });

  test("has a variable's own value where a ConfigMap has one too, as Kubernetes does", () => {
    const pod = podOf({
      env: [{ name: "LEDGER_HOST", value: "mock" }],
      envFrom: [{ configMapRef: { name: "env" } }],
    });
    const references = new Map([["ConfigMap env", { LEDGER_HOST: "ledger" }]]);
    expect(hostsOfPod(pod, references).map(({ host }) => host)).toEqual([
      "mock.shop.svc.cluster.local",
    ]);
  });

  test("fills in other variables, in arguments too", () => {
    const env = [
      { name: "HOST_OF_LEDGER", value: "ledger.shop" },
      { name: "URL", value: "http://$(HOST_OF_LEDGER)/v1" },
      { name: "TEXT", value: "$$(HOST_OF_LEDGER)" },
    ];
    const args = ["--ledger=$(URL)", "--unknown=http://$(NOWHERE)/"];
    expect(hostsOfPod(podOf({ env, args }), new Map())).toEqual([
      { host: "ledger.shop", foundIn: "env URL of Deployment shop/orders" },
      { host: "ledger.shop", foundIn: "arguments of Deployment shop/orders" },
    ]);
  });

  test("names collectors of telemetry as such by their standard variables", () => {
    const env = [{ name: "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", value: "http://otel.ops:4317" }];
    expect(hostsOfPod(podOf({ env }), new Map())).toEqual([
      {
        host: "otel.ops",
        foundIn: "env OTEL_EXPORTER_OTLP_TRACES_ENDPOINT of Deployment shop/orders",
        isTelemetry: true,
      },
    ]);
  });

  test("is that of the pod's own containers, also of those that run before, and not of Istio's", () => {
    const value = (host: string) => [{ name: "URL", value: `http://${host}` }];
    const pod = {
      ...podOf({ env: value("a.shop") }),
      spec: {
        containers: [
          { name: "orders", env: value("a.shop") },
          { name: "istio-proxy", env: value("istiod.istio-system") },
        ],
        initContainers: [
          { name: "migrate", env: value("db.shop") },
          { name: "istio-init", env: value("x") },
        ],
      },
    };
    expect(hostsOfPod(pod, new Map()).map(({ host }) => host)).toEqual(["a.shop", "db.shop"]);
  });
});
