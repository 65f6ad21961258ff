import { expect, test } from "vitest";
import type { Problem } from "../../src/problem.ts";
import { lostBeside, readBesideRoutes } from "../../src/routing/besideRoutes.ts";

const KEPT = {
  namespace: "shop",
  hosts: ["payments.shop.svc.cluster.local", "users.shop.svc.cluster.local"],
  gateways: ["mesh"],
};

function read(spec: object, metadata: object = {}) {
  const problems: Problem[] = [];
  const value = { kind: "VirtualService", metadata, spec };
  return { beside: readBesideRoutes(value, "base", problems), problems };
}

function lost(spec: object, metadata: object = {}) {
  const { beside } = read(spec, metadata);
  return beside && lostBeside(beside, KEPT, "base");
}

test("a list of routes says nothing besides", () => {
  expect(readBesideRoutes([], "base", [])).toBe(undefined);
});

test("the namespaces that see it are kept, and the labels and annotations that Istio reads", () => {
  const metadata = {
    namespace: "bank",
    labels: { "istio.io/rev": "1-31", app: "payments" },
    annotations: { "networking.istio.io/x": "1", "argocd.argoproj.io/sync-wave": "2" },
  };
  expect(read({ hosts: ["a"], exportTo: [".", "web"], http: [] }, metadata)).toEqual({
    beside: {
      namespace: "bank",
      hosts: ["a"],
      gateways: [],
      exportTo: ["bank", "web"],
      labels: { "istio.io/rev": "1-31" },
      annotations: { "networking.istio.io/x": "1" },
    },
    problems: [],
  });
});

test("a field that nobody knows, or of another form, is a problem", () => {
  expect(read({ gateway: ["mesh"], hosts: "payments", other: 1 }).problems).toEqual([
    { where: "base: spec.gateway", what: "no such field", fix: 'Did you mean "gateways"?' },
    {
      where: "base: spec.other",
      what: "no such field",
      fix: "The fields are hosts, gateways, exportTo, http, tcp and tls.",
    },
    { where: "base: spec.hosts", what: 'expected a list of texts, received "payments"' },
  ]);
});

test.each([
  [{ hosts: ["payments"] }, {}],
  [{ hosts: ["payments", "payments.shop", "payments.shop.svc", "users"], gateways: ["mesh"] }, {}],
  [{ hosts: ["payments.shop.svc.cluster.local"] }, { namespace: "bank" }],
  [{ http: [] }, {}],
])("the hosts that the stack routes, by any of their names, are not lost: %j", (spec, metadata) => {
  expect(lost(spec, metadata)).toEqual([]);
});

test("other hosts and gateways would be lost, and are named", () => {
  expect(
    lost(
      { hosts: ["payments", "pay.example.com"], gateways: ["mesh", "public", "edge/a"] },
      { namespace: "bank" },
    ),
  ).toEqual([
    {
      where: "base: spec.hosts",
      what: "expected no other hosts than payments.shop and users.shop, received payments.bank and pay.example.com",
      fix: "This stack does not write their routes. Keep them in the cluster, in a VirtualService for them alone, and remove them here.",
    },
    {
      where: "base: spec.gateways",
      what: "expected no other gateways than mesh, received bank/public and edge/a",
      fix: "This stack does not write their routes. Keep them in the cluster, in a VirtualService for them alone, and remove them here.",
    },
  ]);
});
