import { describe, expect, test } from "vitest";
import { readStack } from "../../src/config/read.ts";

const read = (values: Record<string, unknown>) => {
  const { campaign, problems } = readStack(values, { stack: "stg", file: "Pulumi.stg.yaml" });
  return {
    controller: campaign.controller,
    problems: problems.map(({ where, what }) => `${where}: ${what}`),
  };
};

test("a stack may have the controller alone; what it leaves out has a default", () => {
  const { controller, problems } = read({
    controller: { github: { secret: "github" }, image: "controller:1" },
  });
  expect(problems).toEqual([]);
  expect(controller).toEqual({
    where: "Pulumi.stg.yaml: controller",
    name: "understudy-controller",
    namespace: "understudy-controller",
    github: { secret: "github" },
    webhook: false,
    interval: "1m",
    limit: 50,
    namespaceLimit: 20,
    replicas: 2,
    pullSecrets: [],
    image: "controller:1",
    registry: { kind: "none" },
    build: { base: "node:24-slim", platforms: ["linux/amd64"] },
    timeout: "10m",
  });
});

test("its image is pushed and built as the stack's defaults say", () => {
  const { controller, problems } = read({
    defaults: { registry: "registry.example.com/mocks", build: { base: "node:24-alpine" } },
    controller: { github: { secret: "github" }, build: { platforms: ["linux/arm64"] } },
  });
  expect(problems).toEqual([]);
  expect(controller).toMatchObject({
    registry: { kind: "url", url: "registry.example.com/mocks" },
    build: { base: "node:24-alpine", platforms: ["linux/arm64"] },
  });
});

describe("mistakes are told at their place", () => {
  const github = { secret: "github" };
  const image = "controller:1";
  test.each([
    {
      controller: { image },
      problem: "controller.github: expected a mapping with the secret of GitHub, received nothing",
    },
    {
      controller: { image, github, namespaces: ["kube-system"] },
      problem:
        'controller.namespaces[0]: expected a namespace such as "shop", but none of Kubernetes\' own, received "kube-system"',
    },
    {
      controller: { image, github, interval: "0s" },
      problem:
        'controller.interval: expected a duration above zero such as "1m", at most 500h, received "0s"',
    },
    {
      controller: { image, github: { secret: "github", apiUrl: "github.example.com" } },
      problem:
        'controller.github.apiUrl: expected a URL such as "https://github.example.com", received "github.example.com"',
    },
    {
      controller: { github },
      problem:
        "controller.registry: the image of the controller needs a registry, but registry is none",
    },
    {
      controller: { github, registry: "ecr" },
      problem: "controller.registry: registry ecr needs aws, but the stack has no aws",
    },
  ])("$problem", ({ controller, problem }) => {
    expect(read({ controller }).problems).toEqual([`Pulumi.stg.yaml: ${problem}`]);
  });
});
