import { expect, test } from "vitest";
import { selects } from "../../../src/emit/common/labelSelector.ts";

const expression = (key: string, operator: string, values?: string[]) => ({
  matchExpressions: [{ key, operator, ...(values && { values }) }],
});

test.each([
  [{}, true],
  [{ matchLabels: { app: "a" } }, true],
  [{ matchLabels: { app: "a", tier: "" } }, false],
  [{ matchLabels: { app: "A" } }, false],
  [expression("app", "In", ["b", "a"]), true],
  [expression("tier", "In", ["a"]), false],
  [expression("app", "NotIn", ["b"]), true],
  [expression("app", "NotIn", ["a"]), false],
  [expression("tier", "NotIn", ["a"]), true],
  [expression("app", "Exists"), true],
  [expression("tier", "Exists"), false],
  [expression("app", "DoesNotExist"), false],
  [expression("tier", "DoesNotExist"), true],
  [expression("app", "Gt", ["1"]), false],
  [{ matchLabels: { app: "a" }, ...expression("app", "NotIn", ["a"]) }, false],
])("%j finds pods with app=a: %s", (selector, expected) => {
  expect(selects(selector, { app: "a" })).toBe(expected);
});
