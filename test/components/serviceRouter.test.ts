import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, expect, test, vi } from "vitest";
import { ServiceRouter } from "../../components/serviceRouter.ts";
import { routerVirtualService } from "../../src/emit/routes/routerVirtualService.ts";
import { withPlan } from "../../src/pulumi/planned.ts";
import { withDeclared } from "../../src/pulumi/planRouter.ts";
import { owned, runProgram } from "../pulumi.ts";

afterEach(() => vi.restoreAllMocks());

test("a stack's routed host is one VirtualService, as it was emitted, with what the stack declares, and its warnings are said", async () => {
  const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
  const host = "payments.shop.svc.cluster.local";
  const all = { route: [{ destination: { host } }] };
  const plan = routerVirtualService(
    { host, keyHeader: "x-preview", base: [all, all], entries: [], substitutions: [] },
    "stg",
  );
  const { declared } = await runProgram(() => {
    const provider = new kubernetes.Provider("kubernetes");
    return new ServiceRouter("payments.shop", withPlan({ host }, plan), { provider });
  });
  expect(declared.slice(1)).toEqual([
    { type: "understudy:index:ServiceRouter", name: "payments.shop", inputs: {} },
    {
      type: "kubernetes:networking.istio.io/v1:VirtualService",
      name: "payments.shop-virtual-service",
      inputs: owned(withDeclared(plan)),
      parent: "understudy:index:ServiceRouter::payments.shop",
      provider: "kubernetes",
    },
  ]);
  expect(warn.mock.calls.map(([text]) => text)).toEqual([
    "payments.shop.base[1]: is never reached and left out, because payments.shop.base[0] takes every request.\n  Put the route that takes every request last.",
  ]);
});
