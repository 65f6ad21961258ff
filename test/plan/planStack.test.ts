import { brotliDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import type { LoadedMock } from "../../src/campaign/loadMocks.ts";
import type { LoadedStack } from "../../src/plan/loadStack.ts";
import { faultless, planStack } from "../../src/plan/planStack.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";

const table = tableOf(["GET /pets"]);

function stackOf(...mocks: LoadedMock[]): LoadedStack {
  const campaign = { stack: "stg", services: mocks.map(({ config }) => config) };
  return { campaign, root: "/nowhere", mocks, loadTests: [], problems: [], warnings: [] };
}

test("the problems of all mocks are found at once, behind those of the stack's files", () => {
  const mocks = ["payments", "users"].map((name) =>
    loadedMock(table, { default: { kind: "fixed", ms: 0.2 }, routes: {} }, { name }),
  );
  const before = { where: "specs/users.yaml:3", what: "no such file" };
  const plan = planStack({ ...stackOf(...mocks), problems: [before] });
  expect(plan.problems.map(({ where }) => where)).toEqual([
    "specs/users.yaml:3",
    "payments.latency",
    "users.latency",
  ]);
  expect(() => faultless(plan)).toThrow(expect.objectContaining({ problems: plan.problems }));
});

test("a mock is planned with its objects, which have the revision and the server", () => {
  const mock = loadedMock(table, { routes: {} }, { delivery: "configMap" });
  const known = { engineBundle: () => "serve()", revision: "1-24-3" };
  const [planned] = faultless(planStack(stackOf(mock), known)).mocks;
  expect(planned?.mock).toBe(mock);
  const packed = planned?.objects.configMaps.engine?.binaryData?.["server.mjs.br"] ?? "";
  expect(brotliDecompressSync(Buffer.from(packed, "base64")).toString()).toBe("serve()");
  expect(planned?.objects.namespace?.metadata?.labels).toMatchObject({ "istio.io/rev": "1-24-3" });
});

test("a problem that several parts find is said once", () => {
  const problem = { where: "here", what: "wrong" };
  expect(planStack({ ...stackOf(), problems: [problem, { ...problem }] }).problems).toEqual([
    problem,
  ]);
});
