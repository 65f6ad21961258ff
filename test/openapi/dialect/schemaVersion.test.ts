import { describe, expect, test } from "vitest";
import { upgradeSchema } from "../../../src/openapi/dialect/schemaVersion.ts";

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
      "nullable with a type and combined",
      { nullable: true, type: "object", allOf: [{ $ref: "#/x" }] },
      { type: ["object", "null"], allOf: [{ $ref: "#/x" }] },
    ],
    [
      "nullable and combined",
      { nullable: true, allOf: [{ $ref: "#/x" }] },
      { anyOf: [{ allOf: [{ $ref: "#/x" }] }, { enum: [null] }] },
    ],
    [
      "nullable beside a reference",
      { nullable: true, $ref: "#/x" },
      { anyOf: [{ $ref: "#/x" }, { enum: [null] }] },
    ],
    ["an exclusive limit", { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
    ["an inclusive limit", { maximum: 1, exclusiveMaximum: false }, { maximum: 1 }],
    ["exclusive of nothing", { exclusiveMaximum: true }, {}],
    ["limits as in 3.1", { minimum: 1, exclusiveMaximum: 9 }, { minimum: 1, exclusiveMaximum: 9 }],
    ["a file", { type: "file", maxLength: 9 }, { maxLength: 9 }],
    ["an example", { example: null }, { examples: [null] }],
    ["examples, which are no keyword", { examples: { a: 1 } }, {}],
    ["examples, as if they were one", { examples: [1] }, { examples: [1] }],
    ["an example before examples", { examples: [1], example: 2 }, { examples: [2] }],
    ["an example of an extension", { "x-example": 1, examples: [3] }, { examples: [1] }],
    ["an example before that of an extension", { "x-example": 1, example: 2 }, { examples: [2] }],
    [
      "a format of numbers",
      { type: "integer", format: "int32" },
      { type: "integer", format: "int32", minimum: -2147483648, maximum: 2147483647 },
    ],
    [
      "a format of numbers beside limits",
      { format: "int64", minimum: 1, exclusiveMinimum: true, maximum: 1e30 },
      { format: "int64", exclusiveMinimum: 1, maximum: 9007199254740991 },
    ],
    [
      "a format of numbers beside limits in quotes",
      { format: "float", minimum: "3", maximum: "x" },
      { format: "float", minimum: 3, maximum: 3.402823669209385e38 },
    ],
    [
      "a double",
      { format: "double" },
      { format: "double", minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE },
    ],
    [
      "a byte, with a pattern of its own",
      { format: "byte", pattern: "^a" },
      { format: "byte", pattern: "^[\\w\\d+\\/=]*$" },
    ],
    ["base64", { format: "base64" }, { contentEncoding: "base64" }],
    ["binary", { format: "binary" }, { contentMediaType: "application/octet-stream" }],
    ["what JSON Schema learned later", { prefixItems: [{}], dependentRequired: {} }, {}],
    [
      "a discriminator of 2.0",
      { discriminator: "kind" },
      { discriminator: { propertyName: "kind" } },
    ],
  ])("%s", (_, schema, expected) => {
    expect(upgradeSchema({ version: "3.0", hasDialect: false }, schema)).toEqual(expected);
    expect(upgradeSchema({ version: "2.0", hasDialect: false }, schema)).toEqual(expected);
  });
});

describe("3.1 without a dialect", () => {
  test.each<Case>([
    ["nullable", { type: "string", nullable: true }, { type: ["string", "null"] }],
    ["an exclusive limit", { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
    ["an example", { example: 1 }, { examples: [1] }],
    ["an example before examples", { example: 1, examples: [2] }, { examples: [1] }],
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
    [
      "what JSON Schema learned later",
      {
        type: "array",
        prefixItems: [{}],
        dependentRequired: {},
        dependentSchemas: {},
        unevaluatedItems: false,
        unevaluatedProperties: false,
        minContains: 2,
        maxContains: 2,
        contentSchema: {},
      },
      { type: "array" },
    ],
  ])("%s", (_, schema, expected) => {
    expect(upgradeSchema({ version: "3.1", hasDialect: false }, schema)).toEqual(expected);
  });
});

describe("3.1 with a dialect", () => {
  test.each<Case>([
    ["an example stays by itself", { example: 1 }, { example: 1 }],
    [
      "what JSON Schema learned later stays",
      { prefixItems: [{}], dependentRequired: { a: ["b"] }, unevaluatedProperties: false },
      { prefixItems: [{}], dependentRequired: { a: ["b"] }, unevaluatedProperties: false },
    ],
    ["a format of numbers is no limit", { format: "int32" }, { format: "int32" }],
    ["an exclusive limit is a number", { exclusiveMinimum: true }, { exclusiveMinimum: true }],
    ["nullable", { type: "string", nullable: true }, { type: ["string", "null"] }],
  ])("%s", (_, schema, expected) => {
    expect(upgradeSchema({ version: "3.1", hasDialect: true }, schema)).toEqual(expected);
  });
});

test("the schema that is given stays as it is", () => {
  const schema = { type: "string", nullable: true, enum: ["a"], items: [{}], example: 1 };
  const before = structuredClone(schema);
  upgradeSchema({ version: "3.0", hasDialect: false }, schema);
  expect(schema).toEqual(before);
});
