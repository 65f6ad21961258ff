import { describe, expect, test } from "vitest";
import { reachOf } from "../../src/propagation/hosts.js";

describe("reachOf", () => {
  test.each([
    ["payments", "everything"],
    ["payments:8080", "everything"],
    ["Payments.Shop.SVC", "everything"],
    ["payments.shop.svc.cluster.local:80", "everything"],
    ["payments.shop.svc.cluster.local.", "everything"],
    ["app.localhost", "everything"],
    ["localhost:3000", "everything"],
    ["127.0.0.1:3000", "everything"],
    ["10.1.2.3", "everything"],
    ["172.31.0.1", "everything"],
    ["[::1]:80", "everything"],
    ["fd00::1", "everything"],
    ["payments.shop", "routing"],
    ["payments.shop:80", "routing"],
    ["api.example.com", "nothing"],
    ["evil-svc.example.com", "nothing"],
    ["svc.example.com", "nothing"],
    ["8.8.8.8", "nothing"],
    ["172.32.0.1", "nothing"],
    ["[2001:4860::1]:443", "nothing"],
    ["", "nothing"],
  ])("gives %s %s by itself", (host, reach) => {
    expect(reachOf(host, [])).toBe(reach);
  });

  test.each([
    ["api.example.com", ["example.com"], "everything"],
    ["example.com:443", ["example.com"], "everything"],
    ["badexample.com", ["example.com"], "routing"],
    ["a.badexample.com", ["example.com"], "nothing"],
    ["payments.shop", ["shop"], "everything"],
    ["api.anything.org", ["*"], "everything"],
  ])("gives %s with %j %s", (host, to, reach) => {
    expect(reachOf(host, to)).toBe(reach);
  });
});
