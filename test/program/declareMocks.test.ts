import * as docker from "@pulumi/docker-build";
import * as kubernetes from "@pulumi/kubernetes";
import { expect, test } from "vitest";
import type { ServiceConfig } from "../../src/campaign/campaign.ts";
import { planStack } from "../../src/plan/planStack.ts";
import { declareMocks } from "../../src/program/declareMocks.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";
import { type Declared, outputValue, runProgram } from "../pulumi.ts";

const SHARED = { pods: "shared", istio: { enabled: false, revision: "none" } } as const;

/** Declares three mocks of a namespace, two of which share their pods. */
function declare(config: Partial<ServiceConfig>, preview = false) {
  const mocks = [
    ["payments", SHARED],
    ["users", SHARED],
    ["alone", { ...SHARED, pods: "own" }],
  ] as const;
  const loaded = mocks.map(([name, own]) =>
    loadedMock(tableOf(["GET /a"]), { routes: {} }, { name, ...own, ...config }),
  );
  const campaign = { stack: "test", services: loaded.map((mock) => mock.config) };
  const plan = planStack(
    { campaign, root: "", mocks: loaded, loadTests: [], problems: [], warnings: [] },
    { engineBundle: () => "serve()" },
  );
  return runProgram(
    () =>
      declareMocks(plan, {
        kubernetes: new kubernetes.Provider("kubernetes"),
        images: [new docker.Provider("docker-build")],
      }),
    { preview, outputs: ({ name }) => ({ digest: `sha256:${name}` }) },
  );
}

const lines = (declared: Declared[]) =>
  declared
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map(({ type, name, parent }) =>
      [type.split(":").at(-1), name, parent?.split("::").at(-1) ?? ""].join(" ").trim(),
    );

test("mocks that share their pods have one Deployment, which belongs to none of them", async () => {
  const { declared } = await declare({ delivery: "configMap" });
  expect(lines(declared)).toEqual([
    "MockService alone",
    "Deployment alone-deployment alone",
    "ConfigMap alone-mock alone",
    "Service alone-service alone",
    "MockPods mocks-shop",
    "Deployment mocks-shop-deployment mocks-shop",
    "ConfigMap mocks-shop-mocks0 mocks-shop",
    "MockService payments",
    "Service payments-service payments",
    "Namespace shop-prism-mock",
    "ServiceAccount shop-prism-mock-account",
    "ConfigMap shop-prism-mock-engine",
    "MockService users",
    "Service users-service users",
  ]);
});

test("delivered by image, they have one image with all documents", async () => {
  const registry = { kind: "url", url: "registry.example.com" } as const;
  const { declared } = await declare({ registry });
  const images = declared.filter(({ type }) => type === "docker-build:index:Image");
  expect(images.map(({ name, inputs }) => [name, inputs.tags])).toEqual([
    ["alone-image", ["registry.example.com/alone-prism-mock:test"]],
    ["mocks-shop-image", ["registry.example.com/mocks-shop-prism-mock:test"]],
  ]);
  const deployment = declared.find(({ name }) => name === "mocks-shop-deployment");
  expect(deployment?.inputs).toHaveProperty(
    "spec.template.spec.containers.0.image",
    "registry.example.com/mocks-shop-prism-mock@sha256:mocks-shop-image",
  );
});

test("an address is known when the shared pods serve every mock", async () => {
  const { result } = await declare({ delivery: "configMap" });
  const urls = Object.values(result).map(({ url }) => outputValue(url));
  expect(await Promise.all(urls)).toEqual(
    ["payments", "users", "alone"].map(
      (name) => `http://${name}-prism-mock.shop-prism-mock.svc.cluster.local`,
    ),
  );
});
