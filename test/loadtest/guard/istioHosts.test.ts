import { describe, expect, test } from "vitest";
import {
  followed,
  hostsOfServiceEntries,
  hostsOfVirtualServices,
} from "../../../src/loadtest/guard/istioHosts.ts";

const metadata = { name: "one", namespace: "shop" };
const route = (...hosts: string[]) => [{ route: hosts.map((host) => ({ destination: { host } })) }];
const found = (host: string) => ({ host, foundIn: "env A of Deployment shop/orders" });

describe("VirtualServices", () => {
  test("of the service's namespace name hosts that it calls in the mesh", () => {
    const gateways = (list: string[]) => ({ metadata, spec: { hosts: ["a"], gateways: list } });
    const full = "a.shop.svc.cluster.local";
    const hostsOf = (one: object) =>
      hostsOfVirtualServices([{ metadata, ...one }], "shop").map(({ host }) => host);
    expect(hostsOfVirtualServices([{ metadata, spec: { hosts: ["a", "*"] } }], "shop")).toEqual([
      { host: full, foundIn: "VirtualService shop/one" },
    ]);
    expect(hostsOf(gateways(["mesh", "public"]))).toEqual([full]);
    expect(hostsOf(gateways(["public"]))).toEqual([]);
    expect(hostsOf({ spec: { hosts: ["a"], exportTo: ["other"] } })).toEqual([]);
    expect(hostsOf({ spec: { hosts: ["a"], exportTo: ["."] } })).toEqual([full]);
    expect(
      hostsOf({ metadata: { name: "one", namespace: "other" }, spec: { hosts: ["a"] } }),
    ).toEqual([]);
  });

  test("say where requests for a host lead, copies of them too", () => {
    const mirror = { host: "shadow.ops" };
    const spec = {
      hosts: ["payments.shop"],
      http: [{ ...route("mock.mocks", "mock.mocks")[0], mirror }],
    };
    const host = "payments.shop.svc.cluster.local";
    expect(followed([found(host)], [{ metadata, spec }], "shop")).toEqual([
      { ...found(host), leadsTo: ["mock.mocks", "shadow.ops"] },
    ]);
  });

  test("say it in their own namespace's words, of TCP and TLS as well", () => {
    const other = { name: "one", namespace: "data" };
    const spec = { hosts: ["db.example"], tcp: route("db-mock"), tls: route("db-mock") };
    expect(followed([found("db.example")], [{ metadata: other, spec }], "shop")).toEqual([
      { ...found("db.example"), leadsTo: ["db-mock.data.svc.cluster.local"] },
    ]);
  });

  test("that lead to the host itself say nothing; to others as well, all count", () => {
    const own = { metadata, spec: { hosts: ["a.shop"], http: route("a.shop") } };
    const part = { metadata, spec: { hosts: ["a.shop"], http: route("a.shop", "mock.mocks") } };
    expect(followed([found("a.shop")], [own], "shop")).toEqual([found("a.shop")]);
    expect(followed([found("a.shop")], [part], "shop")).toEqual([
      { ...found("a.shop"), leadsTo: ["a.shop", "mock.mocks"] },
    ]);
  });

  test("change nothing about what an Envoy called, which is behind them", () => {
    const rule = { metadata, spec: { hosts: ["a.shop"], http: route("mock.mocks") } };
    const called = { ...found("a.shop"), isCalled: true as const };
    expect(followed([called], [rule], "shop")).toEqual([called]);
  });
});

describe("ServiceEntries", () => {
  const spec = { hosts: ["stripe.com", "*.googleapis.com"], exportTo: ["."] };

  test("name hosts that the service's Envoy knows", () => {
    expect(hostsOfServiceEntries([{ metadata, spec }], "shop", new Set(["stripe.com"]))).toEqual([
      { host: "stripe.com", foundIn: "ServiceEntry shop/one" },
    ]);
  });

  test("without an Envoy name hosts that are exported to the service's namespace", () => {
    const hostsOf = (namespace: string) =>
      hostsOfServiceEntries([{ metadata, spec }], namespace, undefined).map(({ host }) => host);
    expect(hostsOf("shop")).toEqual(["stripe.com", "*.googleapis.com"]);
    expect(hostsOf("other")).toEqual([]);
  });

  test("lead to their endpoints", () => {
    const endpoints = [{ address: "stripe-mock.mocks.svc.cluster.local" }, { address: "10.0.0.1" }];
    const entry = { metadata, spec: { hosts: ["stripe.com"], endpoints } };
    expect(hostsOfServiceEntries([entry], "shop", undefined)).toEqual([
      {
        ...{ host: "stripe.com", foundIn: "ServiceEntry shop/one" },
        leadsTo: ["stripe-mock.mocks.svc.cluster.local", "10.0.0.1"],
      },
    ]);
  });
});
