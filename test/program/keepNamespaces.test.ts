import * as kubernetes from "@pulumi/kubernetes";
import { expect, test } from "vitest";
import { planStack } from "../../src/plan/planStack.ts";
import { keepNamespaces } from "../../src/program/keepNamespaces.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";
import { runProgram } from "../pulumi.ts";

const USED = { createNamespace: false, namespace: "shop-prism-mock" };
const MADE = { createNamespace: true, namespace: "shop" };

test.each([
  [
    "that it only uses now, it is looked up under the same name and so stays",
    [USED],
    ["shop-prism-mock"],
  ],
  ["that another mock still makes, that one declares it", [USED, MADE], []],
  ["that no mock uses any more, it is removed", [{ ...USED, namespace: "other" }], []],
])("of a namespace in the stack's state %s", async (_, configs, found) => {
  const mocks = configs.map((config, i) =>
    loadedMock(tableOf(["GET /a"]), { routes: {} }, { name: `mock${i}`, ...config }),
  );
  const campaign = { stack: "test", services: mocks.map(({ config }) => config) };
  const plan = planStack({ campaign, root: "", mocks, loadTests: [], problems: [], warnings: [] });
  const outputs = {
    "urn::a": {
      type: "kubernetes:core/v1:Namespace",
      outputs: { metadata: { name: "shop-prism-mock" } },
    },
  };
  const { declared } = await runProgram(
    () => keepNamespaces(plan, new kubernetes.Provider("kubernetes")),
    { answers: { "pulumi:pulumi:readStackResourceOutputs": { outputs } } },
  );
  const namespaces = declared.filter(({ type }) => type === "kubernetes:core/v1:Namespace");
  expect(namespaces.map(({ name, found }) => [name, found])).toEqual(
    found.map((name) => [name, name]),
  );
});
