import { expect, test } from "vitest";
import { compose } from "../../src/routing/compose.ts";
import type { HttpRoute } from "../../src/routing/httpRoute.ts";

const HOST = "payments.shop.svc.cluster.local";
const ENTRY = {
  origin: HOST,
  key: "pr-12",
  destination: { host: HOST, subset: "pr-12" },
  from: "previews[0]",
};

const warningsOf = (base: HttpRoute[], entries = [ENTRY]) =>
  compose({
    where: "router.hosts[0]",
    host: HOST,
    keyHeader: "x-preview",
    base,
    entries,
    substitutions: [],
  }).warnings;

const to = (host: string, subset?: string): HttpRoute => ({
  route: [{ destination: { host, ...(subset !== undefined && { subset }) } }],
});

const warning = (where: string) => ({
  where,
  what: "requests without a key go to all pods of payments.shop, and so to those of its subset pr-12 too",
  fix: 'Name in the base the subset of your DestinationRule that they are for: "subset: stable" beside the host.',
});

test("a preview by subset without a base that names a subset is a warning", () => {
  expect(warningsOf([])).toEqual([warning("router.hosts[0].base")]);
});

test("every base route to the whole Service is named", () => {
  const base = [
    { ...to("payments"), match: [{ uri: { prefix: "/v1" } }] },
    { ...to("users"), match: [{ uri: { prefix: "/v2" } }] },
    { ...to("payments", "stable"), match: [{ uri: { prefix: "/v3" } }] },
    to(HOST),
  ];
  expect(warningsOf(base)).toEqual([
    warning("router.hosts[0].base[0]"),
    warning("router.hosts[0].base[3]"),
  ]);
});

test("neither a base that names subsets nor entries that lead to Services are warnings", () => {
  expect(warningsOf([to("payments", "stable")])).toEqual([]);
  const destination = { host: "payments-pr-12.shop.svc.cluster.local", subset: "v1" };
  expect(warningsOf([], [{ ...ENTRY, destination }])).toEqual([]);
});
