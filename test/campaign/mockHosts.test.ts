import { expect, test } from "vitest";
import { mockHosts } from "../../src/campaign/mockHosts.ts";
import { CONFIG } from "../emit/fixture.ts";

const OWN = "payments-prism-mock.shop-prism-mock.svc.cluster.local";
const REAL = "payments.shop.svc.cluster.local";

test("a mock answers at its Service, and at its host at a gateway", () => {
  const expose = { host: "payments.example.com", gateway: "istio-system/public" };
  expect(mockHosts({ ...CONFIG, expose }, undefined)).toEqual({
    hosts: [OWN, "payments.example.com"],
    replaces: [],
  });
});

test("a mock that answers all requests of a real service stands at its host", () => {
  expect(mockHosts({ ...CONFIG, replaces: { host: REAL } }, undefined).replaces).toEqual([REAL]);
});

test("a mock of some routes does not stand at the host: the others reach the real service", () => {
  const replaces = { host: REAL, routes: ["GET /payments"] };
  expect(mockHosts({ ...CONFIG, replaces }, undefined).replaces).toEqual([]);
});

test("a mock for one route key stands at the host only if the load test sends this key", () => {
  const replaces = { host: REAL, when: { key: "load" } };
  expect(mockHosts({ ...CONFIG, replaces }, "load").replaces).toEqual([REAL]);
  expect(mockHosts({ ...CONFIG, replaces }, "other").replaces).toEqual([]);
  expect(mockHosts({ ...CONFIG, replaces }, undefined).replaces).toEqual([]);
});
