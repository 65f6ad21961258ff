import * as aws from "@pulumi/aws";
import * as docker from "@pulumi/docker-build";
import { describe, expect, test } from "vitest";
import { MockImage } from "../../components/mockImage.ts";
import type { ServiceConfig } from "../../src/campaign/campaign.ts";
import { mockObjects } from "../../src/emit/mock/mockObjects.ts";
import { UserError } from "../../src/problem.ts";
import { withPlan } from "../../src/pulumi/planned.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";
import { outputValue, type Run, runProgram } from "../pulumi.ts";

const ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
const PARENT = "understudy:index:MockImage::payments";
const TOKEN = "aws:ecr/getAuthorizationToken:getAuthorizationToken";
const REPOSITORY = "aws:ecr/repository:Repository";
const STACK_TAGS = { "understudy.dev/stack": "understudy/test" };

describe("at ECR", () => {
  test("a repository and its lifecycle policy are made, and an image is pushed there", async () => {
    const { declared, invoked } = await declare({
      tags: { environment: "stg", service: "payments" },
    });
    expect(
      declared.map(({ type, name, parent, provider }) => [type, name, parent, provider]),
    ).toEqual([
      ["pulumi:providers:aws", "aws", undefined, undefined],
      ["pulumi:providers:docker-build", "docker-build", undefined, undefined],
      ["understudy:index:MockImage", "payments", undefined, undefined],
      ["docker-build:index:Image", "payments-image", PARENT, "docker-build"],
      ["aws:ecr/lifecyclePolicy:LifecyclePolicy", "payments-lifecycle", PARENT, "aws"],
      ["aws:ecr/repository:Repository", "payments-repository", PARENT, "aws"],
    ]);
    expect(inputsOf(declared, "payments-repository")).toEqual({
      name: "payments-prism-mock",
      forceDelete: true,
      tags: { CostEnv: "stg", CostService: "payments", ...STACK_TAGS },
    });
    const { policy, repository } = inputsOf(declared, "payments-lifecycle");
    expect(repository).toBe("payments-prism-mock");
    expect(JSON.parse(String(policy)).rules).toHaveLength(1);
    expect(inputsOf(declared, "payments-image")).toEqual({
      context: { location: ".understudy/test/payments" },
      buildArgs: { BASE: "node:24-slim", SOURCE_DATE_EPOCH: "0" },
      labels: {
        "org.opencontainers.image.title": "payments-prism-mock",
        "dev.understudy.stack": "test",
      },
      platforms: ["linux/amd64"],
      tags: [`${ECR}/payments-prism-mock:test`],
      registries: secret([{ address: `https://${ECR}`, username: "AWS", password: "token" }]),
      push: true,
      buildOnPreview: false,
      network: "none",
    });
    expect(invoked).toEqual([
      { token: TOKEN, inputs: { registryId: "123456789012" }, provider: "aws" },
    ]);
  });

  test("without cost tags the repository has only the stack's", async () => {
    const { declared } = await declare({});
    expect(inputsOf(declared, "payments-repository").tags).toEqual(STACK_TAGS);
  });

  test("an adopted repository is looked up, and nothing of it is ours", async () => {
    const { declared, invoked, result } = await declare({ adopt: true });
    expect(typesOf(declared)).toEqual([
      "understudy:index:MockImage",
      "docker-build:index:Image",
      REPOSITORY,
    ]);
    // Under the name of one that is made: Pulumi leaves that one then.
    expect(declared.find(({ type }) => type === REPOSITORY)).toMatchObject({
      name: "payments-repository",
      found: "payments-prism-mock",
      provider: "aws",
    });
    expect(invoked.map(({ token, provider }) => [token, provider])).toEqual([[TOKEN, "aws"]]);
    expect(await outputValue(result.ref)).toBe(`${ECR}/payments-prism-mock@sha256:1`);
  });
});

describe("at another registry", () => {
  const registry = { kind: "url", url: "registry.example.com/mocks" } as const;

  test("only an image is made; the first push makes its repository", async () => {
    const { declared, invoked, result } = await declare({ registry });
    expect(typesOf(declared)).toEqual(["understudy:index:MockImage", "docker-build:index:Image"]);
    expect(invoked).toEqual([]);
    const { tags, registries } = inputsOf(declared, "payments-image");
    expect([tags, registries]).toEqual([
      ["registry.example.com/mocks/payments-prism-mock:test"],
      [],
    ]);
    expect(await outputValue(result.ref)).toBe(
      "registry.example.com/mocks/payments-prism-mock@sha256:1",
    );
  });

  test("credentials are for the registry's host, and the password is a secret", async () => {
    const { declared } = await declare({
      registry: { ...registry, username: "ci", password: "hunter2" },
    });
    expect(inputsOf(declared, "payments-image").registries).toEqual(
      secret([{ address: "registry.example.com", username: "ci", password: "hunter2" }]),
    );
    expect(JSON.stringify(inputsOf(declared, "payments"))).not.toContain("hunter2");
  });
});

test("platforms, base and builder are the service's", async () => {
  const { declared } = await declare({
    build: {
      base: "node:24-alpine",
      platforms: ["linux/amd64", "linux/arm64"],
      builder: { name: "team", exec: true },
    },
  });
  const { platforms, buildArgs, builder, exec } = inputsOf(declared, "payments-image");
  expect({ platforms, buildArgs, builder, exec }).toEqual({
    platforms: ["linux/amd64", "linux/arm64"],
    buildArgs: { BASE: "node:24-alpine", SOURCE_DATE_EPOCH: "0" },
    builder: { name: "team" },
    exec: true,
  });
});

test("the image of a Prism mock is based on Prism's, regardless of the base", async () => {
  const { declared } = await declare({ engine: "prism" });
  const { buildArgs } = inputsOf(declared, "payments-image");
  expect(buildArgs).toEqual({
    BASE: expect.stringMatching(/^docker\.io\/stoplight\/prism:\d+\.\d+\.\d+$/),
    SOURCE_DATE_EPOCH: "0",
  });
});

test("building may take as long as the service's timeout", async () => {
  const { declared } = await declare({ timeout: "3m" });
  expect(declared.find(({ name }) => name === "payments-image")?.timeout).toBe("3m");
});

test("without a registry nothing is declared, and the problem says what to do", async () => {
  await expect(declare({ registry: { kind: "none" } })).rejects.toThrow(
    new UserError([
      {
        where: 'MockImage "payments"',
        what: 'expected a registry, received "none"',
        fix: "Name a registry, or deliver the mock by configMap.",
      },
    ]),
  );
});

function declare(config: Partial<ServiceConfig>): Promise<Run<MockImage>> {
  return runProgram(
    () => {
      const providers = [new aws.Provider("aws"), new docker.Provider("docker-build")];
      const mock = loadedMock(tableOf(["GET /pets"]), { routes: {} }, config);
      const objects = mockObjects(mock, { revision: "" });
      const args = withPlan({ spec: "specs/payments.yaml" }, { mock, objects });
      return new MockImage("payments", args, { providers });
    },
    {
      outputs: ({ type }) =>
        type === "docker-build:index:Image"
          ? { digest: "sha256:1" }
          : { repositoryUrl: `${ECR}/payments-prism-mock`, registryId: "123456789012" },
      answers: {
        [TOKEN]: { proxyEndpoint: `https://${ECR}`, userName: "AWS", password: "token" },
      },
    },
  );
}

function inputsOf(declared: Run<unknown>["declared"], name: string): Record<string, unknown> {
  return declared.find((resource) => resource.name === name)?.inputs ?? {};
}

function typesOf(declared: Run<unknown>["declared"]): string[] {
  return declared.map(({ type }) => type).filter((type) => !type.startsWith("pulumi:providers:"));
}

/** How Pulumi's mocks are shown a value with a secret in it. */
function secret(value: unknown) {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}
