import { expect, it } from "vitest";
import { allows, isSystem } from "../../src/controller/view.ts";

it.each([
  ["shop", { "understudy.dev/previews": "true" }, true],
  ["shop", { "understudy.dev/previews": "false" }, false],
  ["shop", {}, false],
  ["kube-system", { "understudy.dev/previews": "true" }, false],
  ["kube-public", { "understudy.dev/previews": "true" }, false],
  ["kube-node-lease", { "understudy.dev/previews": "true" }, false],
  ["kube-systems", { "understudy.dev/previews": "true" }, true],
])("namespace %s with %j allows copies: %j", (name, labels, expected) => {
  expect(allows(name, labels)).toBe(expected);
});

it("no namespace of Kubernetes itself can be named either", () => {
  expect(["kube-system", "shop"].map(isSystem)).toEqual([true, false]);
});
