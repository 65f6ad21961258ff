import { describe, expect, test } from "vitest";
import type { FoundVirtualService } from "../../src/explain/seen.ts";
import { COPY, routing, runningCopy, step } from "./explained.ts";

describe("the route", () => {
  test.each<[string, FoundVirtualService[], string, string]>([
    [
      "nobody routes",
      [],
      "payments.shop: no stack routes it, so all requests reach the Service itself",
      "Add payments.shop to understudy:router of a stack that all share.",
    ],
    [
      "somebody's own VirtualService routes",
      [routing("payments")],
      "VirtualService shop/payments-router: stays as it is: it routes payments.shop, and is nobody's stack",
      'Annotate it with understudy.dev/take-over: "true", so that keys are added to its routes while there are some; or move its http routes to the base of payments.shop in understudy:router of a stack, and remove it.',
    ],
  ])(
    "of a host that %s is missing, with who has to add it",
    async (_, virtualServices, reason, fix) => {
      const found = await step("route", await runningCopy(), { virtualServices });
      expect(found).toEqual({ step: "route", state: "failed", reason, fix });
    },
  );

  test("of a host that a stack routes comes with a ready pod, by what made the copy", async () => {
    const world = await runningCopy();
    const virtualServices = [routing("payments", "stg")];
    const waiting = { step: "route", state: "waiting" };
    expect(await step("route", world, { virtualServices, slices: [] })).toEqual({
      ...waiting,
      reason: "VirtualService shop/payments-router gets the route when a pod of the copy is ready",
    });
    expect(await step("route", world, { virtualServices })).toEqual({
      ...waiting,
      reason:
        "VirtualService shop/payments-router does not have the route yet: the next round of preview reconcile adds it",
    });
  });

  test("of another host does not count, whatever it leads to", async () => {
    const other = routing(COPY, "edge");
    Object.assign(other.spec ?? {}, { hosts: ["users"] });
    const found = await step("route", await runningCopy(), { virtualServices: [other] });
    expect(found?.reason).toMatch(/^payments.shop: no stack routes it/);
  });

  test("does not count where Istio uses an older VirtualService of the host, and has a limit where some callers have their own", async () => {
    const own = routing(COPY, "stg");
    const other = routing("payments");
    Object.assign(own.metadata, { creationTimestamp: "2026-11-27T14:00:05Z" });
    Object.assign(other.metadata, { name: "team", creationTimestamp: "2026-11-27T14:00:04Z" });
    const world = await runningCopy();
    const found = await step("route", world, { virtualServices: [own, other] });
    expect(found).toEqual({
      ...{ step: "route", state: "failed" },
      reason:
        "VirtualService shop/team: routes payments.shop too and is older than shop/payments-router, so that Istio uses it alone, and requests with keys are answered like all others",
      fix: "Move its http routes to the base of payments.shop in understudy:router of the stack example/shop/stg, and remove it.",
    });
    Object.assign(other.spec ?? {}, { exportTo: ["web"] });
    const partly = await step("route", world, { virtualServices: [own, other] });
    expect([partly?.state, partly?.reason]).toEqual([
      "done",
      "VirtualService shop/payments-router of the stack example/shop/stg leads requests for payments.shop with the key to it, but not those of callers in web, where Istio prefers VirtualService shop/team",
    ]);
  });

  test("at a gateway is none of the mesh", async () => {
    const atGateway = routing(COPY, "edge");
    Object.assign(atGateway.spec ?? {}, { gateways: ["ingress/public"] });
    const found = await step("route", await runningCopy(), { virtualServices: [atGateway] });
    expect(found?.reason).toMatch(/^payments.shop: no stack routes it/);
  });

  test("cannot be told where VirtualServices may not be listed", async () => {
    const what = "you may not list virtualservices.networking.istio.io";
    const virtualServices = { where: "cluster", what };
    expect(await step("route", await runningCopy(), { virtualServices })).toEqual({
      ...{ step: "route", state: "unknown", reason: what },
    });
  });
});
