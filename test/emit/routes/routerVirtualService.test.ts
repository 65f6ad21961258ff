import { expect, it } from "vitest";
import { routerVirtualService } from "../../../src/emit/routes/routerVirtualService.ts";
import { compose } from "../../../src/routing/compose.ts";
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
  expect(routerVirtualService(routing, "stg")).toEqual({
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

it("a list that is larger than the cluster takes is a problem", () => {
  const entries = Array.from({ length: 3_000 }, (_, n) => entryOf(`pr-${n}`));
  expect(() => routerVirtualService({ ...routing, entries }, "stg")).toThrow(
    "payments.shop: expected a VirtualService of at most 1.4 MiB",
  );
});
