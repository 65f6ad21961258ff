import { describe, expect, test } from "vitest";
import type { Schema } from "../../../src/openapi/table/table.ts";
import { createSchemaChecks } from "../../../src/server/checks/schemaChecks.ts";
import { compiledSchema } from "../../openapi/documents.ts";
import { tableOf } from "../fixture.ts";

/** Whether values are valid by a schema of a 3.1 document, as the server checks requests. */
function validity(schema: unknown, values: unknown[], schemas: object = {}): boolean[] {
  const { schema: compiled, problems, ...table } = compiledSchema("3.1.0", schema, { schemas });
  expect(problems).toEqual([]);
  const check = createSchemaChecks(tableOf([], { schemas: table.schemas }), "Request")(compiled);
  return values.map((value) => check(value, "body", []).length === 0);
}

type Case = [rule: string, schema: Schema, valid: unknown[], invalid: unknown[]];

const CASES: Record<string, Case[]> = {
  lists: [
    [
      "prefixItems are checked one by one, and items are the rest",
      { prefixItems: [{ type: "number" }, { type: "string" }], items: false },
      [[], [1], [1, "a"], "no list"],
      [
        ["a", 1],
        [1, "a", 2],
      ],
    ],
    [
      "items do not apply to prefixItems",
      { prefixItems: [{ type: "string" }], items: { type: "integer" } },
      [["a", 1, 2]],
      [["a", "b"], [1]],
    ],
    [
      "minContains and maxContains count what contains describes",
      { contains: { const: 1 }, minContains: 2, maxContains: 3 },
      [
        [1, 1],
        [1, 2, 1, 1],
      ],
      [[1], [1, 1, 1, 1], []],
    ],
    [
      "minContains of 0 allows lists without it",
      { contains: { const: 1 }, minContains: 0 },
      [[]],
      [],
    ],
    [
      "unevaluatedItems are those that no keyword beside them has looked at",
      { allOf: [{ prefixItems: [{ type: "string" }] }], unevaluatedItems: { type: "integer" } },
      [["a", 1]],
      [["a", "b"]],
    ],
    [
      "contains looks at the items that it describes, and at no others",
      { contains: { type: "integer" }, unevaluatedItems: { type: "string" } },
      [[1, "a", 2]],
      [[1, true]],
    ],
    [
      "each item of a list must be described by one of the keywords",
      { prefixItems: [true], contains: { type: "string" }, unevaluatedItems: false },
      [[1, "a"], ["a", "b"], ["a"]],
      [[1, "a", 2], [1]],
    ],
    [
      "unevaluatedItems see the branch that is taken",
      {
        if: { prefixItems: [{ const: "pair" }] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { prefixItems: [true, true] },
        unevaluatedItems: false,
      },
      [["pair", 1], []],
      [["pair", 1, 2], ["single"]],
    ],
  ],
  objects: [
    [
      "unevaluatedProperties see the properties of all members of allOf",
      {
        allOf: [{ properties: { a: true } }, { properties: { b: true } }],
        unevaluatedProperties: false,
      },
      [{ a: 1, b: 2 }],
      [{ c: 1 }],
    ],
    [
      "unevaluatedProperties of a member see that member alone",
      {
        properties: { a: true },
        allOf: [{ properties: { b: true }, unevaluatedProperties: false }],
      },
      [{ b: 1 }],
      [{ a: 1 }],
    ],
    [
      "unevaluatedProperties see the alternatives that match",
      {
        anyOf: [
          { properties: { kind: { const: "a" }, a: true }, required: ["kind"] },
          { properties: { kind: { const: "b" }, b: true }, required: ["kind"] },
        ],
        unevaluatedProperties: false,
      },
      [{ kind: "a", a: 1 }],
      [{ kind: "a", b: 1 }],
    ],
    [
      "dependentRequired",
      { dependentRequired: { card: ["address"] } },
      [{}, { card: 1, address: 1 }, { address: 1 }],
      [{ card: 1 }],
    ],
    [
      "dependentSchemas",
      {
        dependentSchemas: {
          card: { properties: { name: { type: "string" } }, required: ["name"] },
        },
      },
      [{ name: 1 }, { card: 1, name: "a" }],
      [{ card: 1 }, { card: 1, name: 1 }],
    ],
    [
      "members of allOf that depend on their neighbours keep their meaning",
      {
        allOf: [
          { prefixItems: [{ type: "string" }], items: { type: "integer" } },
          { items: { not: { type: "boolean" } } },
          { if: { contains: { const: 0 } } },
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
          { then: false, else: false },
          { contains: { const: 1 } },
          { minContains: 2, maxContains: 0 },
        ],
      },
      [
        ["a", 1],
        ["a", 1, 0],
      ],
      [[1], ["a", "b"], ["a", 2]],
    ],
  ],
  "what is no assertion": [
    ["nullable", { type: "string", nullable: true }, ["a"], [null]],
    [
      "the content of texts",
      { type: "string", contentMediaType: "application/json", contentSchema: { type: "object" } },
      ["{}", "[]", "{"],
      [1],
    ],
  ],
};

describe.each(Object.entries(CASES))("2020-12: %s", (_, cases) => {
  test.each(cases)("%s", (_, schema, valid, invalid) => {
    expect([validity(schema, valid), validity(schema, invalid)]).toEqual([
      valid.map(() => true),
      invalid.map(() => false),
    ]);
  });
});

test("what nothing describes is named with its place", () => {
  const item = { properties: { a: true }, unevaluatedProperties: { type: "integer" } };
  const schema = { items: item, contains: { properties: { b: { const: 1 } } } };
  const { schema: compiled } = compiledSchema("3.1.0", {
    properties: { "a/b": schema, list: { prefixItems: [true], unevaluatedItems: false } },
    unevaluatedProperties: false,
  });
  const check = createSchemaChecks(tableOf([]), "Request")(compiled);
  const value = { "a/b": [{ "c/d": "text", e: 2 }], list: [1, 2, 3], rest: 1 };
  expect(check(value, "body", []).map(({ location, message }) => [location, message])).toEqual([
    [["body", "a~1b", "0", "c~1d"], "Request body property a~1b.0.c~1d must be integer"],
    [["body", "list"], "Request body property list must NOT have unevaluated items: 1"],
    [["body", "list"], "Request body property list must NOT have unevaluated items: 2"],
    [["body"], "Request body must NOT have unevaluated properties: 'rest'"],
  ]);
});

describe("2020-12: references", () => {
  test("apply beside other keywords", () => {
    const schemas = { Name: { type: "string", $anchor: "name" } };
    const schema = { $ref: "#/components/schemas/Name", maxLength: 2 };
    expect(validity(schema, ["ab", "abc", 1], schemas)).toEqual([true, false, false]);
  });

  test("lead to anchors, to schemas by their $id, and to definitions within these", () => {
    const schemas = {
      Order: {
        $id: "https://shop.example/order",
        $defs: { amount: { $anchor: "amount", type: "integer" } },
        properties: { a: { $ref: "#amount" }, b: { $ref: "#/$defs/amount" } },
      },
      Name: { $anchor: "name", type: "string" },
    };
    const schema = {
      properties: {
        order: { $ref: "https://shop.example/order" },
        amount: { $ref: "https://shop.example/order#amount" },
        name: { $ref: "#name" },
      },
    };
    const valid = { order: { a: 1, b: 2 }, amount: 3, name: "n" };
    expect(validity(schema, [valid], schemas)).toEqual([true]);
    expect(
      validity(
        schema,
        [
          { ...valid, order: { a: "" } },
          { ...valid, order: { b: "" } },
          { amount: "" },
          { name: 1 },
        ],
        schemas,
      ),
    ).toEqual([false, false, false, false]);
  });
});

describe("2020-12: dynamic references", () => {
  /** A page of anything, which others fill by an anchor. */
  const Page = {
    $id: "page",
    type: "object",
    properties: {
      items: { type: "array", items: { $dynamicRef: "#item" } },
      next: { $ref: "page" },
    },
    $defs: { item: { $dynamicAnchor: "item", not: {} } },
  };
  const pageOf = (name: string, type: string) => ({
    $id: name,
    $ref: "page",
    $defs: { item: { $dynamicAnchor: "item", type } },
  });

  test("lead to the anchor of the outermost schema, also where a schema contains itself", () => {
    const schemas = {
      Page,
      Texts: pageOf("texts", "string"),
      Numbers: pageOf("numbers", "number"),
    };
    const schema = {
      properties: {
        page: { $ref: "#/components/schemas/Page" },
        texts: { $ref: "#/components/schemas/Texts" },
        numbers: { $ref: "#/components/schemas/Numbers" },
      },
    };
    const values = [
      { page: { items: [] }, texts: { items: ["a"] }, numbers: { items: [1] } },
      { texts: { items: [1] } },
      { numbers: { items: ["a"] } },
      { texts: { next: { items: ["a"] } } },
      { texts: { next: { items: [1] } } },
      { page: { items: ["a"] } },
    ];
    expect(validity(schema, values, schemas)).toEqual([true, false, false, true, false, false]);
  });

  test("work the same in schemas without $id", () => {
    const { $id: _, ...page } = Page;
    const schemas = {
      Page: { ...page, properties: { items: Page.properties.items } },
      Texts: {
        $ref: "#/components/schemas/Page",
        $defs: { item: { $dynamicAnchor: "item", type: "string" } },
      },
    };
    const schema = { $ref: "#/components/schemas/Texts" };
    expect(validity(schema, [{ items: ["a"] }, { items: [1] }], schemas)).toEqual([true, false]);
  });

  test("of a tree lead to the tree that extends it", () => {
    const schemas = {
      Tree: {
        $id: "tree",
        $dynamicAnchor: "node",
        properties: { value: true, children: { items: { $dynamicRef: "#node" } } },
      },
      Strict: { $id: "strict", $dynamicAnchor: "node", $ref: "tree", unevaluatedProperties: false },
    };
    const misspelt = { children: [{ valeu: 1 }] };
    expect(validity({ $ref: "#/components/schemas/Tree" }, [misspelt], schemas)).toEqual([true]);
    expect(
      validity(
        { $ref: "#/components/schemas/Strict" },
        [misspelt, { children: [{ value: 1, children: [{ value: 2 }] }] }],
        schemas,
      ),
    ).toEqual([false, true]);
  });

  test("to an anchor that is not dynamic are plain", () => {
    const schemas = {
      Base: {
        $id: "base",
        items: { $dynamicRef: "#item" },
        $defs: { item: { $anchor: "item", type: "string" } },
      },
      Other: {
        $id: "other",
        $ref: "base",
        $defs: { item: { $dynamicAnchor: "item", type: "number" } },
      },
    };
    const schema = { $ref: "#/components/schemas/Other" };
    expect(validity(schema, [["a"], [1]], schemas)).toEqual([true, false]);
  });

  test("of 2019-09 lead to the outermost recursive anchor", () => {
    const $schema = "https://json-schema.org/draft/2019-09/schema";
    const schemas = {
      Tree: {
        $schema,
        $id: "tree",
        $recursiveAnchor: true,
        properties: { value: true, children: { items: { $recursiveRef: "#" } } },
      },
      Strict: {
        $schema,
        $id: "strict",
        $recursiveAnchor: true,
        $ref: "tree",
        unevaluatedProperties: false,
      },
    };
    const misspelt = { children: [{ valeu: 1 }] };
    const schema = { $ref: "#/components/schemas/Strict" };
    expect(validity(schema, [misspelt, { children: [{ value: 1 }] }], schemas)).toEqual([
      false,
      true,
    ]);
    expect(validity({ $ref: "#/components/schemas/Tree" }, [misspelt], schemas)).toEqual([true]);
  });
});
