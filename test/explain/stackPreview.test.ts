import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Pod, Service } from "kubernetes-types/core/v1.d.ts";
import { describe, expect, test } from "vitest";
import { FakeWorld } from "../controller/fakeWorld.ts";
import { serviceOf } from "../controller/fixture.ts";
import { COPY, explained, routing, slice, steps, textOf } from "./explained.ts";

describe("a preview of a stack", () => {
  const labels = {
    "app.kubernetes.io/managed-by": "understudy",
    "understudy.dev/route-key": "pr-12",
    "understudy.dev/stack": "preview-pr-12",
    "understudy.dev/expires": "20261127T130000Z",
  };
  const owner = { "understudy.dev/stack": "example/shop/preview-pr-12" };
  const entry = {
    "understudy.dev/route-key": "pr-12",
    "understudy.dev/route-origin": "payments.shop.svc.cluster.local",
  };
  const pods = { app: "payments", "understudy.dev/replica": COPY };
  const own = { name: COPY, namespace: "shop", labels };

  function deployment(podLabels: Record<string, string> = pods): Deployment {
    const status = { replicas: 1, updatedReplicas: 1, readyReplicas: 1 };
    return {
      kind: "Deployment",
      metadata: { ...own, annotations: owner },
      spec: {
        selector: {},
        template: { metadata: { labels: podLabels }, spec: { containers: [] } },
      },
      status,
    };
  }

  const service: Service = {
    kind: "Service",
    metadata: { ...own, annotations: entry },
    spec: { selector: { "understudy.dev/replica": COPY } },
  };

  function of(...objects: Parameters<FakeWorld["add"]>): FakeWorld {
    const world = new FakeWorld();
    world.add(...objects);
    return world;
  }

  test("has the same steps from its stack on, and says that it may be removed", async () => {
    const [only] = await explained(of(deployment(), service), "pr-12");
    expect([only?.madeFor, only?.isReached, only?.steps.map(textOf), only?.steps[0]?.fix]).toEqual([
      "stack preview-pr-12",
      true,
      [
        "done stack: the stack preview-pr-12 declares it; it may be removed since 2026-11-27T13:00:00Z",
        "done objects: Deployment payments-pr-12 and Service payments-pr-12, made by the stack example/shop/preview-pr-12",
        "done pods: 1 of 1 pods are ready",
        "done endpoints: Service shop/payments-pr-12 has 1 ready pod of the copy",
        "done route: VirtualService shop/payments-router of the stack example/shop/stg leads requests for payments.shop with the key to it",
      ],
      "To remove it: understudy preview delete --expired",
    ]);
  });

  test("whose Service is gone says the same", async () => {
    expect((await steps(of(deployment()))).slice(1, 3)).toEqual([
      "failed objects: there is Deployment payments-pr-12, but its Service is missing: update the stack preview-pr-12",
      'waiting pods: comes after the step "objects"',
    ]);
  });

  test("whose Deployment is gone says who has to make it", async () => {
    expect((await steps(of(service))).slice(1)).toEqual([
      "failed objects: there is Service payments-pr-12, but its Deployment is missing: update the stack preview-pr-12",
      'waiting pods: comes after the step "objects"',
      'waiting endpoints: comes after the step "objects"',
      'waiting route: comes after the step "objects"',
    ]);
  });

  test("without a Service of its own has its pods among those of the origin's", async () => {
    const rule: IDestinationRule = {
      ...{ apiVersion: "networking.istio.io/v1", kind: "DestinationRule" },
      metadata: { ...own, annotations: { ...entry, "understudy.dev/route-subset": "pr-12" } },
    };
    const other = structuredClone(rule);
    Object.assign(other.metadata ?? {}, {
      name: "payments-pr-11",
      annotations: { ...rule.metadata?.annotations, "understudy.dev/route-key": "pr-11" },
    });
    const world = of(deployment(), serviceOf("payments"), other, rule);
    const route = routing("payments", "stg");
    const [destination] = route.spec?.http?.[0]?.route ?? [];
    Object.assign(destination?.destination ?? {}, { subset: "pr-12" });
    const pod: Pod = { metadata: { name: "payments-pr-12-a", labels: pods } };
    const look = { pods: [pod], virtualServices: [route] };
    const slices = [slice("payments", ["payments-a", "payments-pr-12-a"])];
    expect((await steps(world, { ...look, slices }))[1]).toMatch(
      /^done objects: Deployment payments-pr-12 and DestinationRule payments-pr-12, /,
    );
    expect((await steps(world, { ...look, slices })).slice(3)).toEqual([
      "done endpoints: Service shop/payments has 1 ready pod of the copy",
      "done route: VirtualService shop/payments-router of the stack example/shop/stg leads requests for payments.shop with the key to it",
    ]);
    const others = { ...look, slices: [slice("payments", ["payments-a"])] };
    expect((await steps(world, others))[3]).toBe(
      "waiting endpoints: Service shop/payments has no ready pod of the copy",
    );
  });
});
