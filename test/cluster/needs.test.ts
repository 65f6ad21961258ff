import { expect, test } from "vitest";
import { needsOf } from "../../cluster/needs.ts";
import type { ServiceConfig } from "../../config/campaign.ts";
import { mockObjects } from "../../emit/mockObjects.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";

function needs(...configs: Partial<ServiceConfig>[]) {
  return needsOf(
    configs.map((config) => {
      const mock = loadedMock(tableOf(["GET /pets"]), { routes: {} }, config);
      return { config: mock.config, objects: mockObjects(mock, { revision: "" }) };
    }),
  );
}

const ALL = ["get", "list", "watch", "create", "patch", "delete"];

test.each<[string, Partial<ServiceConfig>, { verb: string; namespace?: string }[]]>([
  ["made is changed", {}, ALL.map((verb) => ({ verb }))],
  ["adopted is read", { adopt: true }, [{ verb: "get", namespace: "shop-prism-mock" }]],
  ["used is let alone", { namespace: { name: "shop", create: false } }, []],
])("a namespace that is %s", (_, config, expected) => {
  const asked = needs(config).rights.filter(({ resource }) => resource === "namespaces");
  expect(asked).toEqual(expected.map((right) => ({ group: "", resource: "namespaces", ...right })));
});

test("what two services need alike is asked once, and kinds that are not declared are not asked for", () => {
  const one = needs({ name: "a" });
  expect(needs({ name: "a" }, { name: "b" })).toEqual(one);
  expect([...new Set(one.rights.map(({ resource }) => resource))]).toEqual([
    "namespaces",
    "serviceaccounts",
    "deployments",
    "replicasets",
    "pods",
    "persistentvolumeclaims",
    "services",
  ]);
});
