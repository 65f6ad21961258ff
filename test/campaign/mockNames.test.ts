import { expect, test } from "vitest";
import { mockNames } from "../../src/campaign/mockNames.ts";
import { CONFIG } from "../emit/fixture.ts";

test("the suffix goes on the service's name and on the namespace's, as the host shows", () => {
  expect(mockNames(CONFIG)).toEqual({
    resource: "payments-prism-mock",
    namespace: "shop-prism-mock",
    host: "payments-prism-mock.shop-prism-mock.svc.cluster.local",
  });
});

test("a campaign goes into every name, before the suffix", () => {
  expect(mockNames({ ...CONFIG, campaign: "spring" })).toEqual({
    resource: "payments-spring-prism-mock",
    namespace: "shop-spring-prism-mock",
    host: "payments-spring-prism-mock.shop-spring-prism-mock.svc.cluster.local",
  });
});

test("an existing namespace keeps its name", () => {
  const config = { ...CONFIG, campaign: "spring", createNamespace: false };
  expect(mockNames(config).namespace).toBe("shop");
});
