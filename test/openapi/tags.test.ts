import { expect, test } from "vitest";
import { compileFiles, document31 } from "./documents.ts";

const compiled = (openapi: string, tags: unknown) => {
  const { table, problems } = compileFiles({
    "api.json": { ...document31({ "/a": { get: { responses: {} } } }), openapi, tags },
  });
  return { tags: table.tags, problems };
};

test("tags have a title, a kind and a parent since 3.2", () => {
  const tags = [
    { name: "shop", summary: "Shop", description: "D" },
    { name: "orders", kind: "nav", parent: "shop" },
  ];
  expect(compiled("3.2.0", tags)).toEqual({
    tags: { shop: { summary: "Shop" }, orders: { kind: "nav", parent: "shop" } },
    problems: [],
  });
  expect(compiled("3.1.0", tags)).toEqual({ tags: undefined, problems: [] });
});

test("a parent that is no tag is reported", () => {
  expect(compiled("3.2.0", [{ name: "shop" }, { name: "orders", parent: "shpo" }])).toEqual({
    tags: { shop: {}, orders: {} },
    problems: ['api.json:1: "parent": there is no tag "shpo".\n  Did you mean "shop"?'],
  });
});
