import { expect, it } from "vitest";
import { routerVirtualService } from "../../../src/emit/routes/routerVirtualService.ts";
import { compose } from "../../../src/routing/compose.ts";
import { readDeclared } from "../../../src/routing/declaredHost.ts";
import type { HostRouting } from "../../../src/routing/hostRouting.ts";
import { entryOf, HOST } from "../../routing/arbitraries.ts";

const routing: HostRouting = {
  host: HOST,
  keyHeader: "x-preview",
  base: [
    { match: [{ uri: { prefix: "/v1" } }], route: [{ destination: { host: "payments.shop" } }] },
  ],
  entries: [entryOf("pr-1")],
  substitutions: [],
};

it("the host's VirtualService is in the origin's namespace and says whose it is", () => {
  const { http, warnings } = compose(routing);
  const { declared, ...objects } = routerVirtualService(routing, "stg");
  expect(objects).toEqual({
    virtualService: {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: {
        name: "payments-router",
        namespace: "shop",
        labels: { "app.kubernetes.io/managed-by": "understudy", "understudy.dev/stack": "stg" },
      },
      spec: { hosts: [HOST], http },
    },
    warnings,
  });
});

it("what the team's VirtualService says besides its routes, and Istio reads, is kept", () => {
  const beside = {
    hosts: ["payments"],
    gateways: [],
    exportTo: ["web"],
    labels: { "istio.io/rev": "1-31" },
    annotations: { "networking.istio.io/x": "1" },
  };
  const { virtualService } = routerVirtualService({ ...routing, beside }, "stg");
  expect(virtualService.metadata).toEqual({
    name: "payments-router",
    namespace: "shop",
    labels: {
      "istio.io/rev": "1-31",
      "app.kubernetes.io/managed-by": "understudy",
      "understudy.dev/stack": "stg",
    },
    annotations: { "networking.istio.io/x": "1" },
  });
  expect(virtualService.spec?.exportTo).toEqual(["web"]);
});

it("what the stack declares is what it writes, and not what Services have as annotations", () => {
  const written = [entryOf("alice"), entryOf("ann", "service", "users.shop.svc.cluster.local")];
  const { declared } = routerVirtualService(routing, "stg", written);
  expect(readDeclared(declared, HOST, "VirtualService shop/payments-router", [])).toEqual({
    host: HOST,
    keyHeader: "x-preview",
    base: routing.base,
    entries: [entryOf("alice")],
  });
});

it("a base that does not fit into an annotation is a problem", () => {
  const base = Array.from({ length: 2_000 }, (_, n) => ({
    match: [{ uri: { prefix: `/${"x".repeat(50)}/${n}` } }],
    route: [{ destination: { host: "payments.shop" } }],
  }));
  expect(() => routerVirtualService({ ...routing, base, entries: [] }, "stg")).toThrow(
    "payments.shop: expected a base and entries of at most 255 KiB as JSON, received 2",
  );
});

it("a list that is larger than the cluster takes is a problem", () => {
  const entries = Array.from({ length: 3_000 }, (_, n) => entryOf(`pr-${n}`));
  expect(() => routerVirtualService({ ...routing, entries }, "stg")).toThrow(
    "payments.shop: expected a VirtualService of at most 1.4 MiB",
  );
});
