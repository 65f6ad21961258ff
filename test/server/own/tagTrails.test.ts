import { expect, test } from "vitest";
import { tagTrails } from "../../../src/server/own/tagTrails.ts";

test("a tag has the titles from its outermost parent on, and its kind", () => {
  const tags = { shop: { summary: "Shop" }, orders: { kind: "nav", parent: "shop" } };
  expect(tagTrails(["orders", "shop", "other"], tags)).toEqual([
    { titles: ["Shop", "orders"], kind: "nav" },
    { titles: ["Shop"] },
    { titles: ["other"] },
  ]);
});

test("a circle of parents is cut", () => {
  const tags = { a: { parent: "b" }, b: { parent: "a" } };
  expect(tagTrails(["a"], tags)).toEqual([{ titles: ["b", "a"] }]);
});
