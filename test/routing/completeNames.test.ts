import { expect, test } from "vitest";
import { completeNames, gatewayFullName } from "../../src/routing/completeNames.ts";

test.each([
  ["mesh", "mesh"],
  ["public", "shop/public"],
  ["./public", "shop/public"],
  ["istio-system/public", "istio-system/public"],
  ["public.istio-system", "istio-system/public"],
  ["public.istio-system.svc.cluster.local", "istio-system/public"],
])("the gateway %s of a VirtualService in shop is %s", (name, full) => {
  expect(gatewayFullName(name, "shop")).toBe(full);
});

test("the short names of a route are completed, and no others", () => {
  const route = {
    match: [{ gateways: ["./public", "mesh"] }],
    route: [
      { destination: { host: "payments" }, weight: 90 },
      { destination: { host: "api.example.com" }, weight: 10 },
    ],
    mirror: { host: "shadow" },
    mirrors: [{ destination: { host: "shadow" } }],
  };
  expect(completeNames(route, "shop")).toEqual({
    match: [{ gateways: ["shop/public", "mesh"] }],
    route: [
      { destination: { host: "payments.shop.svc.cluster.local" }, weight: 90 },
      { destination: { host: "api.example.com" }, weight: 10 },
    ],
    mirror: { host: "shadow.shop.svc.cluster.local" },
    mirrors: [{ destination: { host: "shadow.shop.svc.cluster.local" } }],
  });
});
