import { describe, expect, test } from "vitest";
import { type Fault, faultsOf } from "../../src/latency/faults.ts";
import type { LatencyFile } from "../../src/latency/file.ts";
import { profileOf } from "../../src/latency/plan.ts";
import { type LatencyConfig, planLatency } from "../../src/latency/planLatency.ts";
import type { Profile } from "../../src/latency/profile.ts";
import type { Route, RouteTable } from "../../src/openapi/table/table.ts";
import { formatProblem, type Problem } from "../../src/problem.ts";

const fixed = (ms: number): Profile => ({ kind: "fixed", ms });

const table: RouteTable = {
  format: 1,
  title: "Payments",
  version: "1",
  basePaths: [""],
  routes: ["/payments/{id}", "/refunds"].map(
    (path): Route => ({
      key: `GET ${path}`,
      method: "GET",
      answers: ["GET", "HEAD"],
      path,
      segments: [],
      parameters: [],
      responses: [],
      security: [],
    }),
  ),
  schemas: {},
  examples: {},
  securitySchemes: {},
};

function plan(config: Partial<LatencyConfig>, file?: Omit<LatencyFile, "file" | "text">) {
  const problems: Problem[] = [];
  const result = planLatency(
    {
      table,
      spec: "specs/payments.yaml",
      file: file && { file: "specs/payments.latency.yaml", text: "", ...file },
      config: { inject: "mock", enabled: true, routes: {}, ...config },
      where: "Pulumi.stg.yaml: services[0].latency",
    },
    problems,
  );
  return { result, problems: problems.map(formatProblem) };
}

describe("later wins: stack default, file default, service default, file route, service route", () => {
  const refunds = "GET /refunds";
  test.each<
    [string, Partial<LatencyConfig>, Pick<LatencyFile, "default" | "routes"> | undefined, number]
  >([
    ["the stack's default", { stackDefault: fixed(1) }, undefined, 1],
    ["the file's default", { stackDefault: fixed(1) }, { default: fixed(2), routes: {} }, 2],
    [
      "the service's default",
      { stackDefault: fixed(1), default: fixed(3) },
      { default: fixed(2), routes: {} },
      3,
    ],
    ["the file's route", { default: fixed(3) }, { routes: { [refunds]: fixed(4) } }, 4],
    [
      "the service's route",
      { routes: { [refunds]: fixed(5) } },
      { routes: { [refunds]: fixed(4) } },
      5,
    ],
  ])("%s", (_, config, file, ms) => {
    expect(profileOf(plan(config, file).result, refunds)).toEqual(fixed(ms));
  });
});

describe("faults have the same order", () => {
  const refunds = "GET /refunds";
  const fault = (kind: number): Fault[] => [{ kind, share: 0.1 }];
  test.each<[string, LatencyConfig["faults"], LatencyFile["faults"], number]>([
    ["the stack's default", { stackDefault: fault(501), routes: {} }, undefined, 501],
    [
      "the file's default",
      { stackDefault: fault(501), routes: {} },
      { default: fault(502), routes: {} },
      502,
    ],
    [
      "the service's default",
      { stackDefault: fault(501), default: fault(503), routes: {} },
      { default: fault(502), routes: {} },
      503,
    ],
    [
      "the file's route",
      { default: fault(503), routes: {} },
      { routes: { [refunds]: fault(504) } },
      504,
    ],
    [
      "the service's route",
      { routes: { [refunds]: fault(505) } },
      { routes: { [refunds]: fault(504) } },
      505,
    ],
  ])("%s", (_, faults, file, status) => {
    const { result } = plan(faults === undefined ? {} : { faults }, {
      routes: {},
      ...(file === undefined ? {} : { faults: file }),
    });
    expect(faultsOf(result.faults, refunds)).toEqual(fault(status));
  });

  test("without any there is no plan of them", () => {
    expect(plan({}, { routes: {} }).result).toEqual({ routes: {} });
  });
});

test("a request that no operation matches has the default", () => {
  const { result } = plan({ default: fixed(3), routes: { "GET /refunds": fixed(5) } });
  expect(profileOf(result, undefined)).toEqual(fixed(3));
});

test("latency: none leaves out the latency file too", () => {
  const file = { default: fixed(2), routes: {}, faults: { default: [], routes: {} } };
  expect(plan({ enabled: false }, file).result).toEqual({ routes: {} });
});

test("a route that the document does not have is reported where it was written", () => {
  const { problems } = plan(
    { routes: { "GET /refnds": fixed(1) }, faults: { routes: { "GET /refund": [] } } },
    {
      routes: { "DELETE /something/else/entirely": fixed(1) },
      faults: { routes: { "GET /refunds/": [] } },
    },
  );
  expect(problems).toEqual([
    'specs/payments.latency.yaml:1: routes["DELETE /something/else/entirely"]: no such route in specs/payments.yaml.',
    'specs/payments.latency.yaml:1: faults["GET /refunds/"]: no such route in specs/payments.yaml.\n  Did you mean "GET /refunds"?',
    'Pulumi.stg.yaml: services[0].latency.routes["GET /refnds"]: no such route in specs/payments.yaml.\n  Did you mean "GET /refunds"?',
    'Pulumi.stg.yaml: services[0].latency.faults["GET /refund"]: no such route in specs/payments.yaml.\n  Did you mean "GET /refunds"?',
  ]);
});

test("a source's name for a route that the document does not have is reported", () => {
  const names = { "Refunds#show": "GET /refund", "Payments#show": "GET /payments/{id}" };
  expect(plan({ names }).problems).toEqual([
    'Pulumi.stg.yaml: services[0].latency.names["Refunds#show"]: no such route in specs/payments.yaml.\n  Did you mean "GET /refunds"?',
  ]);
});
