import { describe, expect, test } from "vitest";
import { upgradeSchema } from "../../routes/schemaVersion.ts";

type Case = [string, Record<string, unknown>, Record<string, unknown>];

describe("2.0 and 3.0", () => {
  test.each<Case>([
    ["nullable", { type: "string", nullable: true }, { type: ["string", "null"] }],
    ["nullable in 2.0", { type: "string", "x-nullable": true }, { type: ["string", "null"] }],
    ["not nullable", { type: "string", nullable: false }, { type: "string" }],
    [
      "nullable values",
      { type: "string", enum: ["a"], nullable: true },
      { type: ["string", "null"], enum: ["a", null] },
    ],
    ["nullable values with null", { enum: ["a", null], nullable: true }, { enum: ["a", null] }],
    ["nullable without type", { nullable: true, minLength: 1 }, { minLength: 1 }],
    [
      "nullable and combined",
      { nullable: true, type: "object", allOf: [{ $ref: "#/x" }] },
      { anyOf: [{ type: "object", allOf: [{ $ref: "#/x" }] }, { type: "null" }] },
    ],
    ["an exclusive limit", { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
    ["an inclusive limit", { maximum: 1, exclusiveMaximum: false }, { maximum: 1 }],
    ["exclusive of nothing", { exclusiveMaximum: true }, {}],
    ["limits as in 3.1", { minimum: 1, exclusiveMaximum: 9 }, { minimum: 1, exclusiveMaximum: 9 }],
    ["a file", { type: "file" }, { type: "string", format: "binary" }],
    ["an example", { example: null }, { examples: [null] }],
    ["examples, which are no keyword", { examples: { a: 1 } }, {}],
    ["examples, as if they were one", { examples: [1], example: 2 }, { examples: [1] }],
    [
      "a discriminator of 2.0",
      { discriminator: "kind" },
      { discriminator: { propertyName: "kind" } },
    ],
  ])("%s", (_, schema, expected) => {
    expect(upgradeSchema("3.0", schema)).toEqual(expected);
    expect(upgradeSchema("2.0", schema)).toEqual(expected);
  });
});

describe("3.1", () => {
  test.each<Case>([
    [
      "nullable means nothing",
      { type: "string", nullable: true },
      { type: "string", nullable: true },
    ],
    ["an exclusive limit is a number", { exclusiveMinimum: true }, { exclusiveMinimum: true }],
    ["an example", { example: 1 }, { examples: [1] }],
    ["examples before an example", { example: 1, examples: [2] }, { examples: [2] }],
    ["examples stay what they are", { examples: { a: 1 } }, { examples: { a: 1 } }],
    ["the type null without quotes", { type: null }, { type: "null" }],
    ["and in a list", { type: ["string", null] }, { type: ["string", "null"] }],
    [
      "a list of items",
      { items: [true, {}], additionalItems: false },
      { prefixItems: [true, {}], items: false },
    ],
    [
      "dependencies",
      { dependencies: { a: ["b"], c: { required: ["d"] } } },
      { dependentRequired: { a: ["b"] }, dependentSchemas: { c: { required: ["d"] } } },
    ],
  ])("%s", (_, schema, expected) => {
    expect(upgradeSchema("3.1", schema)).toEqual(expected);
  });
});

test("the schema that is given stays as it is", () => {
  const schema = { type: "string", nullable: true, enum: ["a"], items: [{}], example: 1 };
  const before = structuredClone(schema);
  upgradeSchema("3.0", schema);
  expect(schema).toEqual(before);
});
