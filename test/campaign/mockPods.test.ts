import { expect, test } from "vitest";
import type { ServiceConfig } from "../../src/campaign/campaign.ts";
import { podsConfig, portName, sharedPods } from "../../src/campaign/mockPods.ts";
import { CONFIG, loadedMock, tableOf } from "../emit/fixture.ts";

const mockOf = (name: string, config: Partial<ServiceConfig> = {}) =>
  loadedMock(tableOf(["GET /a"]), { routes: {} }, { name, pods: "shared", ...config });

test("mocks share pods with those of their namespace and end of names, in the order of their names", () => {
  const groups = sharedPods([
    mockOf("users"),
    mockOf("orders", { namespace: "sales" }),
    mockOf("payments"),
    mockOf("catalog", { campaign: "spring" }),
    mockOf("alone", { pods: "own" }),
  ]);
  const found = groups.map(({ config, mocks }) => [
    config.name,
    config.campaign,
    ...mocks.map((mock) => mock.config.name),
  ]);
  expect(found).toEqual([
    ["mocks-shop", "spring", "catalog"],
    ["mocks-sales", undefined, "orders"],
    ["mocks-shop", undefined, "payments", "users"],
  ]);
});

test("only shared pods have a name that is not a mock's", () => {
  expect(podsConfig(CONFIG).name).toBe("payments");
  expect(podsConfig({ ...CONFIG, pods: "shared" }).name).toBe("mocks-shop");
});

test("a port's name is one that Kubernetes takes, and differs between mocks", () => {
  const names = ["payments", "a".repeat(50)].map((name) => portName({ ...CONFIG, name }));
  for (const name of names) expect(name).toMatch(/^(?=.{1,15}$)[a-z0-9]+(-[a-z0-9]+)*$/);
  expect(new Set(names).size).toBe(2);
});
