import { expect, test } from "vitest";
import { mockVirtualService } from "../../../src/emit/delays/virtualService.ts";
import { LABELS, loadedMock, tableOf } from "../fixture.ts";

const HOST = "payments-prism-mock.shop-prism-mock.svc.cluster.local";
const table = tableOf(["GET /a"]);
const plan = { default: { kind: "fixed", ms: 5 }, routes: {} } as const;
const expose = { host: "payments.mock.example.com", gateway: "istio-ingress/public" };
const latency = { inject: "mock", enabled: true, routes: {} } as const;

test("delays in the mesh make a VirtualService for the mock's host", () => {
  const virtualService = mockVirtualService(loadedMock(table, plan));
  expect(virtualService).toEqual({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "payments-prism-mock", namespace: "shop-prism-mock", labels: LABELS },
    spec: { hosts: [HOST], http: expect.any(Array) },
  });
  expect(virtualService?.spec?.http?.map(({ name }) => name)).toEqual(["understudy", "default"]);
});

test("an exposed host is one more host, at its gateway and in the mesh", () => {
  const spec = mockVirtualService(loadedMock(table, plan, { expose }))?.spec;
  expect(spec?.hosts).toEqual([HOST, "payments.mock.example.com"]);
  expect(spec?.gateways).toEqual(["mesh", "istio-ingress/public"]);
});

test("an exposed mock that makes its own delays has the routes, but no delays", () => {
  const http = mockVirtualService(loadedMock(table, plan, { expose, latency }))?.spec?.http;
  expect(http?.map(({ name, fault }) => ({ name, fault }))).toEqual([
    { name: "understudy", fault: undefined },
    { name: "default", fault: undefined },
  ]);
});

test.each([
  ["without Istio", { istio: { enabled: false, revision: "none" } }, plan],
  ["with delays in the mock", { latency }, plan],
  ["without delays", {}, { routes: {} }],
])("%s there is no VirtualService", (_, config, delays) => {
  expect(mockVirtualService(loadedMock(table, delays, config))).toBeUndefined();
});
