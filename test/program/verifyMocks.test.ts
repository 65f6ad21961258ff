import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ServiceConfig } from "../../src/campaign/campaign.ts";
import type { LatencyPlan } from "../../src/latency/plan.ts";
import { planStack } from "../../src/plan/planStack.ts";
import { UserError } from "../../src/problem.ts";
import { declareMocks } from "../../src/program/declareMocks.ts";
import { verifyMocks } from "../../src/program/verifyMocks.ts";
import { type ClusterRun, runInCluster } from "../../src/verify/cluster/runInCluster.ts";
import type { Verdict } from "../../src/verify/report.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";
import { outputValue, runProgram } from "../pulumi.ts";
import { sampleReport } from "../verify/page/sampleReport.ts";

vi.mock("../../src/settle.ts");
vi.mock("../../src/verify/cluster/runInCluster.ts");
vi.mock("../../src/verify/bundle.ts", () => ({ verifierBundle: () => "verify()" }));
vi.mock("../../src/server/bundle.ts", () => ({ serverBundle: () => "serve()" }));

const AT = "2026-11-27T09:00:00.000Z";
const SLOW = { routes: { "GET /a": { kind: "fixed", ms: 120 } } } as const satisfies LatencyPlan;

const asked = vi.mocked(runInCluster);
let warnings: string[];

beforeEach(() => {
  asked.mockReset();
  warnings = [];
  vi.spyOn(pulumi.log, "info").mockResolvedValue();
  vi.spyOn(pulumi.log, "warn").mockImplementation(async (text) => {
    warnings.push(text);
  });
});

test("a stack whose services do not ask for it has no output", async () => {
  expect(await up({ config: { verify: false } })).toBeUndefined();
  expect(asked).not.toHaveBeenCalled();
});

test("a mock is asked beside itself, through its sidecar, and the result is an output", async () => {
  answer("pass");
  expect(await up()).toEqual({
    payments: {
      verdict: "pass",
      routes: { pass: 1 },
      reasons: [],
      requests: 2400,
      overheadMs: 0.4,
      at: AT,
      digest: expect.stringMatching(/^[\da-f]{16}$/),
    },
  });
  expect(asked.mock.calls[0]?.[0]).toMatchObject({
    mock: { name: "payments-prism-mock", namespace: "shop-prism-mock" },
    isInMesh: true,
    bundle: "verify()",
    prepared: { stack: "test", settings: { rate: 50 }, questions: [{ key: "GET /a" }] },
  });
  expect(warnings).toEqual([]);
});

describe("what an earlier update found", () => {
  test("stays if the mock passed and nothing changed", async () => {
    answer("pass");
    const verified = await up();
    expect(await up({ verified })).toEqual(verified);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test("is asked again if the mock did not pass", async () => {
    answer("fail", "p95 is 138ms to 144ms, expected 114ms to 126ms");
    const verified = await up();
    answer("pass");
    expect(await up({ verified })).toMatchObject({ payments: { verdict: "pass" } });
  });

  test.each([
    ["delays", { latency: { routes: { "GET /a": { kind: "fixed" as const, ms: 121 } } } }],
    ["document", { routes: ["GET /a", "GET /b"] }],
    ["pods", { config: { replicas: 2 } }],
    ["image", { config: { image: "mock@sha256:2" } }],
  ])("is asked again if its %s changed", async (_, change) => {
    answer("pass");
    const verified = await up();
    await up({ verified, ...change });
    expect(asked).toHaveBeenCalledTimes(2);
  });
});

test("a mock that fails is a warning with its reasons, so that the update ends", async () => {
  answer("fail", "p95 is 138ms to 144ms, expected 114ms to 126ms");
  const reasons = ["GET /a: p95 is 138ms to 144ms, expected 114ms to 126ms"];
  expect(await up()).toMatchObject({ payments: { verdict: "fail", reasons } });
  expect(warnings).toEqual([
    `the latency of payments was verified: fail (1 fail).\n  ${reasons[0]}`,
  ]);
});

test("so is a Job that cannot run", async () => {
  asked.mockRejectedValue(new UserError([{ where: "Job shop/x", what: "it does not start" }]));
  const reasons = ["Job shop/x: it does not start."];
  expect(await up()).toMatchObject({ payments: { verdict: "not measurable", reasons } });
  expect(warnings).toEqual([
    `the latency of payments was verified: not measurable.\n  ${reasons[0]}`,
  ]);
});

test("a mock without delays is not asked", async () => {
  expect(await up({ latency: { routes: {} } })).toMatchObject({
    payments: { verdict: "not asked", reasons: ["no route has a delay that can be verified"] },
  });
  expect(asked).not.toHaveBeenCalled();
});

test("a preview asks nothing, and shows what stays", async () => {
  answer("pass");
  const verified = await up();
  expect(await up({ verified, preview: true })).toEqual(verified);
  expect(await isKnown({ preview: true })).toBe(false);
  expect(asked).toHaveBeenCalledTimes(1);
});

interface Stack {
  config?: Partial<ServiceConfig>;
  latency?: LatencyPlan;
  routes?: string[];
  /** The output of the update before. */
  verified?: unknown;
  preview?: boolean;
}

function answer(verdict: Verdict, reason?: string): void {
  asked.mockImplementation(async (_: ClusterRun) =>
    sampleReport([{ key: "GET /a", verdict, ...(reason && { reason }) }]),
  );
}

async function up(stack: Stack = {}): Promise<unknown> {
  const output = await declared(stack);
  return output && outputValue(output);
}

async function isKnown(stack: Stack): Promise<boolean | undefined> {
  return Reflect.get((await declared(stack)) ?? {}, "isKnown");
}

async function declared({ config, latency = SLOW, routes = ["GET /a"], ...state }: Stack) {
  const { verified, preview = false } = state;
  const mock = loadedMock(tableOf(routes), latency, {
    ...{ name: "payments", delivery: "configMap", verify: true },
    ...config,
  });
  const plan = planStack(
    {
      campaign: { stack: "test", services: [mock.config] },
      root: "",
      loadTests: [],
      mocks: [mock],
      problems: [],
      warnings: [],
    },
    { engineBundle: () => "serve()" },
  );
  const stack = { type: "pulumi:pulumi:Stack", outputs: { verified } };
  const program = () => {
    const provider = new kubernetes.Provider("kubernetes");
    return verifyMocks(plan, declareMocks(plan, { kubernetes: provider, images: [] }));
  };
  const { result } = await runProgram(program, {
    preview,
    answers: { "pulumi:pulumi:readStackResourceOutputs": { outputs: { stack } } },
  });
  return result;
}
