import { describe, expect, test } from "vitest";
import { allows, hostName, isSameHost } from "../../src/loadtest/hostName.ts";

const FULL = "payments.shop.svc.cluster.local";

test.each([
  ["payments", FULL],
  ["PAYMENTS", FULL],
  ["payments.shop.svc", FULL],
  ["payments.shop.svc.cluster.local.", FULL],
  ["payments.shop", "payments.shop"],
  ["API.Stripe.com.", "api.stripe.com"],
  ["10.0.0.1", "10.0.0.1"],
  ["[FD00:0::1]", "fd00::1"],
  ["localhost", "localhost"],
  ["*.Googleapis.com", "*.googleapis.com"],
])("%s is %s in one spelling", (text, host) => {
  expect(hostName(text, "shop")).toBe(host);
});

test("a Service's short name is the same host as its full name, and not as that of another namespace", () => {
  expect(isSameHost("payments.shop", FULL)).toBe(true);
  expect(isSameHost(FULL, "payments.shop")).toBe(true);
  expect(isSameHost("payments.accounts", FULL)).toBe(false);
});

describe("an entry of the list", () => {
  test.each<[entry: string, host: string, isAllowed: boolean]>([
    ["stripe.com", "stripe.com", true],
    ["Stripe.com:443", "stripe.com", true],
    ["stripe.com", "api.stripe.com", false],
    ["stripe.com", "notstripe.com", false],
    ["*.stripe.com", "api.stripe.com", true],
    ["*.stripe.com", "a.b.stripe.com", true],
    ["*.stripe.com", "stripe.com", false],
    ["*.stripe.com", "evilstripe.com", false],
    ["*.stripe.com", "*.stripe.com", true],
    ["*.com", "*.stripe.com", true],
    ["api.stripe.com", "*.stripe.com", false],
    ["payments", FULL, true],
    ["payments.shop", FULL, true],
    [FULL, "payments.shop", true],
    ["*.shop", FULL, true],
    ["*.shop", "payments.shop", true],
    ["*.shop.svc.cluster.local", "payments.shop", true],
    ["*.svc.cluster.local", FULL, true],
    ["*.svc.cluster.local", "stripe.com", false],
    ["10.0.0.1", "10.0.0.1", true],
    ["fd00::0:1", "fd00::1", true],
  ])("%s for %s: %s", (entry, host, isAllowed) => {
    expect(allows(entry, host, "shop")).toBe(isAllowed);
  });
});
