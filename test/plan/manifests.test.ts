import { expect, test } from "vitest";
import type { ServiceConfig } from "../../src/campaign/campaign.ts";
import { mockObjects } from "../../src/emit/mock/mockObjects.ts";
import { manifests } from "../../src/plan/manifests.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";

const plan = { default: { kind: "fixed", ms: 5 }, routes: {} } as const;

function sourceOf(config: Partial<ServiceConfig>, image = "registry.example.com/a@sha256:0") {
  const context = { revision: "", engineBundle: () => "serve()" };
  return { objects: mockObjects(loadedMock(tableOf(["GET /a"]), plan, config), context), image };
}

const filesOf = (...configs: Partial<ServiceConfig>[]) =>
  manifests(configs.map((config) => sourceOf(config))).map(({ file }) => file);

test("a mock is a file for each object, what others need first in its directory", () => {
  expect(filesOf({})).toEqual([
    "shop-prism-mock/0-namespace-shop-prism-mock.yaml",
    expect.stringMatching(/^shop-prism-mock\/1-serviceaccount-understudy-[0-9a-f]{10}\.yaml$/),
    "shop-prism-mock/deployment-payments-prism-mock.yaml",
    "shop-prism-mock/service-payments-prism-mock.yaml",
    "shop-prism-mock/virtualservice-payments-prism-mock.yaml",
  ]);
});

test("two services of a namespace share it and the engine, and nothing else", () => {
  const istio = { enabled: false, revision: "none" };
  const files = filesOf(
    { istio, delivery: "configMap" },
    { istio, delivery: "configMap", name: "orders" },
  );
  expect(files.map((file) => file.replace(/[0-9a-f]{10}/, "*").split("/")[1])).toEqual([
    "0-namespace-shop-prism-mock.yaml",
    "1-serviceaccount-understudy-*.yaml",
    "configmap-orders-prism-mock-*.yaml",
    "configmap-payments-prism-mock-*.yaml",
    "configmap-understudy-engine-*.yaml",
    "deployment-orders-prism-mock.yaml",
    "deployment-payments-prism-mock.yaml",
    "service-orders-prism-mock.yaml",
    "service-payments-prism-mock.yaml",
  ]);
});

test("two stacks that use the same namespace have an engine each, of the same content", () => {
  const [own, other] = ["spring", "autumn"].map((campaign) =>
    manifests([
      sourceOf({ delivery: "configMap", createNamespace: false, campaign }),
      sourceOf({ delivery: "configMap", createNamespace: false, campaign, name: "orders" }),
    ]).filter(({ file }) => file.includes("understudy-engine")),
  );
  expect([own?.length, other?.length]).toEqual([1, 1]);
  expect(own?.[0]?.object).toHaveProperty("binaryData");
  expect(own?.[0]?.file).not.toBe(other?.[0]?.file);
});

test("services of two namespaces have the engine twice", () => {
  const delivery = "configMap";
  const files = filesOf({ delivery }, { delivery, namespace: "pay", createNamespace: false });
  expect(files.filter((file) => file.includes("understudy-engine"))).toHaveLength(2);
});

test("slots are filled with the image and with the ConfigMaps' names", () => {
  const byImage = JSON.stringify(manifests([sourceOf({})]));
  expect(byImage).toContain('"image":"registry.example.com/a@sha256:0"');
  const byConfigMap = manifests([sourceOf({ delivery: "configMap" })]);
  const names = byConfigMap
    .filter(({ object }) => object.kind === "ConfigMap")
    .map(({ object }) => object.metadata?.name);
  const deployment = JSON.stringify(byConfigMap.find(({ object }) => object.kind === "Deployment"));
  expect(names).toHaveLength(2);
  for (const name of names) expect(deployment).toContain(`"configMap":{"name":"${name}"}`);
  expect(byImage + deployment).not.toContain("${");
});

test("a ConfigMap's name changes with its content and with nothing else", () => {
  const nameOf = (config: Partial<ServiceConfig>) =>
    filesOf({ delivery: "configMap", ...config }).find((file) => file.includes("configmap-pay"));
  expect(nameOf({ replicas: 3 })).toBe(nameOf({}));
  expect(nameOf({ latency: { inject: "mock", enabled: true, routes: {} } })).not.toBe(nameOf({}));
});
