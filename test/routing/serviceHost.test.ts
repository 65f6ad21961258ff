import { expect, test } from "vitest";
import { serviceHost, serviceOf, shortName } from "../../src/routing/serviceHost.ts";

const FULL = "payments.shop.svc.cluster.local";

test.each([
  ["payments.shop", undefined, FULL],
  ["payments", "shop", FULL],
  ["payments.shop", "bank", FULL],
  [FULL, undefined, FULL],
  [FULL, "bank", FULL],
  ["payments", undefined, undefined],
  ["payments.svc.cluster.local", "shop", undefined],
  ["payments.shop.svc", undefined, undefined],
  ["payments.example.com", undefined, undefined],
  ["Payments.shop", undefined, undefined],
  ["-payments.shop", undefined, undefined],
  ["", "shop", undefined],
])("%j in the namespace %s is %s", (text, namespace, expected) => {
  expect(serviceHost(text, namespace)).toEqual(expected);
});

test("a full name has two parts, and a short form", () => {
  expect(serviceOf(FULL)).toEqual({ service: "payments", namespace: "shop" });
  expect(shortName(FULL)).toEqual("payments.shop");
});

test("a host that is not a Service is unchanged", () => {
  expect(shortName("example.com")).toEqual("example.com");
});
