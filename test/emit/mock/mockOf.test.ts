import { expect, test } from "vitest";
import { mockOf } from "../../../src/emit/mock/mockOf.ts";
import { loadedMock, tableOf } from "../fixture.ts";

const table = tableOf(["GET /pets"]);
const plan = { default: { kind: "fixed", ms: 5 }, routes: {} } as const;

test("delays that the mesh makes are not made a second time by the mock", () => {
  expect(mockOf(loadedMock(table, plan))).toEqual({
    service: "payments",
    table,
    latency: { routes: {} },
  });
});

test.each([
  ["inject is mock", { latency: { inject: "mock", enabled: true, routes: {} } }],
  ["there is no mesh", { istio: { enabled: false, revision: "none" } }],
] as const)("the mock makes its delays where %s", (_, config) => {
  expect(mockOf(loadedMock(table, plan, config)).latency).toEqual(plan);
});

test.each([
  ["replicas", { replicas: 4 }],
  ["autoscaling's minimum", { replicas: 2, autoscaling: { min: 4, max: 8, cpu: "70%" } }],
])("each pod has its share of a load's capacity, by %s", (_, config) => {
  const load = { capacity: 80, queue: 100 };
  const { latency } = mockOf(
    loadedMock(
      table,
      { default: { kind: "fixed", ms: 5, load }, routes: {} },
      { ...config, latency: { inject: "mock", enabled: true, routes: {} } },
    ),
  );
  expect(latency.default?.load).toEqual({ capacity: 20, queue: 25 });
});
