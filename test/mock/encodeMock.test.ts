import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { encodeMock, mockOf } from "../../src/mock/encodeMock.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";

const table = tableOf(["GET /pets"]);
const plan = { default: { kind: "fixed", ms: 5 }, routes: {} } as const;

test("the file is the mock as JSON, its keys in the document's order", () => {
  const mock = { service: "payments", table, latency: plan };
  expect(gunzipSync(encodeMock(mock)).toString()).toBe(JSON.stringify(mock));
});

test("it holds neither the time nor the system, so that the same mock is the same file", () => {
  const header = encodeMock({ service: "payments", table, latency: plan }).subarray(0, 10);
  // Magic number, deflate, no flags; no time; best compression; system unknown.
  expect([...header]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
});

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
