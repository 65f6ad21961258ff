import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FoundHost } from "../../../src/loadtest/guard/foundHost.ts";
import { type GuardRules, judgeHosts } from "../../../src/loadtest/guard/judgeHosts.ts";
import { hostName } from "../../../src/loadtest/hostName.ts";

const DOMAIN = "svc.cluster.local";
const MOCK = `payments-prism-mock.shop-prism-mock.${DOMAIN}`;
const REAL = `payments.shop.${DOMAIN}`;
const RULES: GuardRules = {
  service: { name: "orders", namespace: "shop" },
  mocks: [{ name: "payments", hosts: [MOCK], replaces: [REAL] }],
  allow: ["ledger", "*.partner.example"],
  where: "Pulumi.stg.yaml: loadtests[0]",
};
const PLACE = "env A of Deployment shop/orders";

function reasonOf(found: Partial<FoundHost> & { host: string }, rules = RULES) {
  const { hosts, leaks } = judgeHosts([{ foundIn: PLACE, ...found }], rules);
  expect(leaks.length === 0).toBe(hosts[0]?.allowed !== undefined);
  return hosts[0]?.allowed;
}

describe("a host is allowed", () => {
  test.each<[found: Partial<FoundHost> & { host: string }, reason: string | undefined]>([
    [{ host: MOCK }, "mock of payments"],
    [{ host: REAL }, "replaced by the mock of payments"],
    [{ host: "payments.shop" }, "replaced by the mock of payments"],
    [{ host: `payments.accounts.${DOMAIN}` }, undefined],
    [{ host: `ledger.shop.${DOMAIN}` }, "allow: ledger"],
    [{ host: "ledger.shop" }, "allow: ledger"],
    [{ host: "ledger.accounts" }, undefined],
    [{ host: "api.partner.example" }, "allow: *.partner.example"],
    [{ host: "partner.example" }, undefined],
    [{ host: `orders.shop.${DOMAIN}` }, "the service under test itself"],
    [{ host: "localhost" }, "the pod itself"],
    [{ host: "127.0.0.1" }, "the pod itself"],
    [{ host: "::1" }, "the pod itself"],
    [{ host: "0.0.0.0" }, "the pod itself"],
    [{ host: "169.254.169.254" }, "the cloud's metadata"],
    [{ host: "kubernetes.default" }, "Kubernetes' API"],
    [{ host: `kube-dns.kube-system.${DOMAIN}` }, "DNS"],
    [{ host: `istiod.istio-system.${DOMAIN}` }, "istiod"],
    [{ host: `zipkin.istio-system.${DOMAIN}`, isCalled: true }, "traces of the mesh"],
    [{ host: `istio-ingressgateway.istio-system.${DOMAIN}` }, undefined],
    [{ host: "stripe.com", leadsTo: [MOCK] }, "leads to: mock of payments"],
    [{ host: "stripe.com", leadsTo: [MOCK, "stripe.com"] }, undefined],
    // Rules of another host do not act on the destination of a rule.
    [{ host: "stripe.com", leadsTo: [REAL] }, undefined],
    [{ host: MOCK, isCalled: true }, "mock of payments"],
    [{ host: REAL, isCalled: true }, undefined],
    [{ host: `ledger.shop.${DOMAIN}`, isCalled: true }, "allow: ledger"],
    [{ host: "10.1.2.3" }, undefined],
  ])("%j: %s", (found, reason) => {
    expect(reasonOf(found)).toBe(reason);
  });

  test("by its address if that is one of an allowed host's", () => {
    const rules = { ...RULES, allowedAddresses: new Set(["10.1.2.3"]) };
    expect(reasonOf({ host: "10.1.2.3" }, rules)).toBe("address of a host in allow");
    expect(reasonOf({ host: "10.1.2.4" }, rules)).toBeUndefined();
  });

  test("wherever it is found, if one place names it as a collector of telemetry", () => {
    const found: FoundHost[] = [
      { host: `otel.ops.${DOMAIN}`, foundIn: "request seen by orders-1's Envoy", isCalled: true },
      { host: "otel.ops", foundIn: "env OTEL", isTelemetry: true },
    ];
    expect(judgeHosts(found, RULES)).toEqual({
      hosts: [
        {
          host: "otel.ops",
          foundIn: ["request seen by orders-1's Envoy", "env OTEL"],
          allowed: "collector of telemetry",
        },
      ],
      leaks: [],
    });
  });
});

describe("a leak", () => {
  test("names the host as people write it, each place, and the whole line that allows it", () => {
    const found = [
      { host: `refunds.shop.${DOMAIN}`, foundIn: PLACE },
      { host: "refunds.shop", foundIn: "VirtualService shop/refunds" },
      { host: `refunds.shop.${DOMAIN}`, foundIn: PLACE },
    ];
    const fix =
      'Pulumi.stg.yaml: understudy:loadtests[0].allow: ["ledger", "*.partner.example", "refunds.shop"]';
    const { hosts, leaks } = judgeHosts(found, RULES);
    expect(hosts).toEqual([
      { host: "refunds.shop", foundIn: [PLACE, "VirtualService shop/refunds"] },
    ]);
    expect(leaks).toEqual([
      { host: "refunds.shop", foundIn: PLACE, fix },
      { host: "refunds.shop", foundIn: "VirtualService shop/refunds", fix },
    ]);
  });

  test("says where the mesh sends its requests", () => {
    const found = [{ host: "stripe.com", foundIn: PLACE, leadsTo: [MOCK, "real.example"] }];
    expect(judgeHosts(found, RULES).leaks).toMatchObject([
      {
        foundIn: `${PLACE}, which leads to payments-prism-mock.shop-prism-mock, real.example`,
      },
    ]);
  });

  test("is gone when its line is in the stack, however the host is spelled", () => {
    const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
    const host = fc.oneof(
      label,
      fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join(".")),
      fc.tuple(label, label).map((labels) => `${labels.join(".")}.svc`),
      fc.tuple(label, label).map((labels) => `${labels.join(".")}.${DOMAIN}`),
      fc.ipV4(),
      fc.ipV6(),
    );
    const property = fc.property(host, fc.boolean(), fc.boolean(), (text, isUpper, isCalled) => {
      const written = isUpper ? text.toUpperCase() : text;
      const found = {
        host: hostName(written, "shop"),
        foundIn: PLACE,
        ...(isCalled && { isCalled }),
      };
      const { leaks } = judgeHosts([found], { ...RULES, allow: [] });
      const [, list = "[]"] = /allow: (\[.*\])$/.exec(leaks[0]?.fix ?? "") ?? [];
      const again = judgeHosts([found], { ...RULES, allow: JSON.parse(list) });
      expect(again.leaks).toEqual([]);
    });
    fc.assert(property, { seed: 13, numRuns: 500 });
  });
});
