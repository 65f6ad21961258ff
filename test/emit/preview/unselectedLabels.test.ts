import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Labels, selects } from "../../../src/emit/common/labelSelector.ts";
import { type NamedSelector, SelectorIndex } from "../../../src/emit/preview/selectorIndex.ts";
import { unselectedLabels } from "../../../src/emit/preview/unselectedLabels.ts";

function changedOf(
  labels: Labels,
  selectors: NamedSelector[],
  kept: ReadonlySet<string>,
  suffix: string,
) {
  return unselectedLabels(labels, new SelectorIndex(selectors), kept, suffix);
}

const NONE = new Set<string>();
const byLabels = (matchLabels: Labels, name = "Service a") => ({
  name,
  selector: { matchLabels },
});

test("labels that nothing asks for stay as they are", () => {
  const labels = { app: "payments", team: "money" };
  expect(changedOf(labels, [byLabels({ app: "users" })], NONE, "pr-12")).toEqual({
    labels,
    changed: {},
    finders: [],
  });
});

test("one changed label is enough for all selectors that ask for it", () => {
  const selectors = [
    byLabels({ app: "payments" }),
    byLabels({ app: "payments", version: "v1" }),
    byLabels({ tier: "back", app: "payments" }),
  ];
  const labels = { app: "payments", version: "v1", tier: "back" };
  expect(changedOf(labels, selectors, NONE, "pr-12")).toEqual({
    labels: { app: "payments-pr-12", version: "v1", tier: "back" },
    changed: { app: "payments-pr-12" },
    finders: [],
  });
});

test("where there is a choice, the labels that policies know a workload by are kept", () => {
  const chart = { "app.kubernetes.io/name": "payments", "app.kubernetes.io/instance": "shop" };
  expect(changedOf(chart, [byLabels(chart)], NONE, "pr-12").changed).toEqual({
    "app.kubernetes.io/instance": "shop-pr-12",
  });
  const labels = { app: "payments", tier: "back" };
  expect(changedOf(labels, [byLabels(labels)], NONE, "pr-12").changed).toEqual({
    tier: "back-pr-12",
  });
});

test("a value is cut to 63 characters, and its end stays a letter or digit", () => {
  const labels = { app: `${"a".repeat(55)}.-bcdefg` };
  expect(changedOf(labels, [byLabels(labels)], NONE, "pr-1234").changed).toEqual({
    app: `${"a".repeat(55)}-pr-1234`,
  });
});

test("an empty value becomes the suffix", () => {
  expect(changedOf({ app: "" }, [byLabels({ app: "" })], NONE, "pr-12").labels).toEqual({
    app: "pr-12",
  });
});

test("a value that another selector asks for is not taken", () => {
  const selectors = [byLabels({ app: "a" }), byLabels({ app: "a-x" }), byLabels({ app: "a-x-2" })];
  expect(changedOf({ app: "a" }, selectors, NONE, "x").labels).toEqual({ app: "a-x-3" });
});

test("an expression with In is left by another value, and one with Exists is named", () => {
  const selectors = [
    {
      name: "In",
      selector: { matchExpressions: [{ key: "a", operator: "In", values: ["1", "1-x"] }] },
    },
    { name: "Exists", selector: { matchExpressions: [{ key: "a", operator: "Exists" }] } },
  ];
  expect(changedOf({ a: "1" }, selectors, NONE, "x")).toEqual({
    labels: { a: "1-x-2" },
    changed: { a: "1-x-2" },
    finders: ["Exists"],
  });
});

describe("for any labels and selectors", () => {
  const keys = ["a", "b", "c", "app", "d"];
  const labelsOf = (values: string[]) =>
    fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...values), { noNullPrototype: true });
  const cases = fc.record({
    labels: labelsOf(["1", "2", "2-x"]),
    selectors: fc.array(labelsOf(["1", "2", "2-x"]), { maxLength: 6 }),
    kept: fc.subarray(keys),
  });

  test("only selectors that ask for nothing but kept labels find the copy, which differs from the origin in as few labels as possible", () => {
    fc.assert(
      fc.property(cases, ({ labels, selectors, kept }) => {
        const named = selectors.map((labels, i) => byLabels(labels, `${i}`));
        const result = changedOf(labels, named, new Set(kept), "x");
        const find = (of: Labels) => named.filter(({ selector }) => selects(selector, of));
        const stuck = find(labels).filter(({ selector }) =>
          Object.keys(selector.matchLabels).every((key) => kept.includes(key)),
        );
        expect(result.finders).toEqual(stuck.map(({ name }) => name));
        expect(find(result.labels).map(({ name }) => name)).toEqual(result.finders);
        expect({ ...labels, ...result.changed }).toEqual(result.labels);
        expect(Object.keys(result.labels)).toEqual(Object.keys(labels));
        const changed = Object.keys(result.changed);
        expect(changed.filter((key) => kept.includes(key))).toEqual([]);
        // No smaller set of labels would do, whatever their new values.
        const smaller = subsets(keys.filter((key) => !kept.includes(key))).filter(
          (set) => set.length < changed.length,
        );
        for (const set of smaller) {
          const others = Object.fromEntries(
            Object.entries(labels).map(([key, value]) => [key, set.includes(key) ? "new" : value]),
          );
          expect(find(others).length).toBeGreaterThan(stuck.length);
        }
      }),
      { seed: 12, numRuns: 500 },
    );
  });
});

function subsets([key, ...rest]: string[]): string[][] {
  if (key === undefined) return [[]];
  const without = subsets(rest);
  return [...without, ...without.map((set) => [key, ...set])];
}
