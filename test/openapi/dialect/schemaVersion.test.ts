import { describe, expect, test } from "vitest";
import type { Dialect } from "../../../src/openapi/dialect/dialect.ts";
import { upgradeSchema } from "../../../src/openapi/dialect/schemaVersion.ts";

/** Keywords that draft-07 does not have. */
const KEYWORDS_OF_2020 = {
  prefixItems: [{}],
  dependentRequired: { a: ["b"] },
  dependentSchemas: { a: true },
  unevaluatedItems: false,
  unevaluatedProperties: false,
  minContains: 2,
  maxContains: 2,
  contentSchema: {},
};

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
      { format: "int32", minimum: 1, exclusiveMinimum: true, maximum: 9007199254740993n },
      { format: "int32", exclusiveMinimum: 1, maximum: 2147483647 },
    ],
    [
      "a format of 64 bits, which numbers do not hold",
      { format: "int64", minimum: 1, maximum: 1e30 },
      { format: "int64", minimum: 1, maximum: 1e30 },
    ],
    [
      "a format of numbers beside limits in quotes",
      { format: "float", minimum: "3", maximum: "x" },
      { format: "float", minimum: 3, maximum: 3.4028234663852886e38 },
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
    ["the keywords of 2020-12", KEYWORDS_OF_2020, {}],
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
      "nullable, which is no keyword",
      { type: "string", nullable: true },
      { type: "string", nullable: true },
    ],
    [
      "x-nullable, which is no keyword",
      { type: "string", "x-nullable": true },
      { type: "string", "x-nullable": true },
    ],
    [
      "an exclusive limit stays what it is",
      { minimum: 1, exclusiveMinimum: true },
      { minimum: 1, exclusiveMinimum: true },
    ],
    [
      "two references",
      { $ref: "#/a", $dynamicRef: "#b", allOf: [true] },
      { $ref: "#/a", allOf: [true, { $dynamicRef: "#b" }] },
    ],
    [
      "a format of numbers",
      { type: "integer", format: "int32" },
      { type: "integer", format: "int32", minimum: -2147483648, maximum: 2147483647 },
    ],
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
    ["the keywords of 2020-12", KEYWORDS_OF_2020, KEYWORDS_OF_2020],
  ])("%s", (_, schema, expected) => {
    expect(upgradeSchema("3.1", schema)).toEqual(expected);
  });
});

describe("a dialect of JSON Schema", () => {
  const LIMITS = { minimum: 1, exclusiveMinimum: true };
  const OLD = { if: true, const: 1, contains: true, propertyNames: true, examples: [1] };
  const { prefixItems, ...KEYWORDS_OF_2019 } = KEYWORDS_OF_2020;

  test.each<[Dialect, ...Case]>([
    ["2020-12", "an example stays by itself", { example: 1 }, { example: 1 }],
    ["2020-12", "has all its keywords", KEYWORDS_OF_2020, KEYWORDS_OF_2020],
    ["2020-12", "a format of numbers is no limit", { format: "int32" }, { format: "int32" }],
    ["2020-12", "an exclusive limit is a number", LIMITS, LIMITS],
    [
      "2020-12",
      "nullable is no keyword",
      { type: "string", nullable: true },
      { type: "string", nullable: true },
    ],
    ["2019-09", "has no prefixItems", KEYWORDS_OF_2020, KEYWORDS_OF_2019],
    [
      "2019-09",
      "a list of items is a tuple",
      { items: [true], additionalItems: false, prefixItems: [false] },
      { prefixItems: [true], items: false },
    ],
    ["draft-07", "has none of the later keywords", { ...OLD, ...KEYWORDS_OF_2020 }, OLD],
    [
      "draft-07",
      "has dependencies",
      { dependencies: { a: ["b"], c: false } },
      { dependentRequired: { a: ["b"] }, dependentSchemas: { c: false } },
    ],
    ["draft-06", "has no conditions", OLD, (({ if: _, ...rest }) => rest)(OLD)],
    ["draft-04", "has none of these", OLD, {}],
    ["draft-04", "an exclusive limit is a flag", LIMITS, { exclusiveMinimum: 1 }],
  ])("%s: %s", (dialect, _, schema, expected) => {
    expect(upgradeSchema(dialect, schema)).toEqual(expected);
  });
});

test("the schema that is given stays as it is", () => {
  const schema = { type: "string", nullable: true, enum: ["a"], items: [{}], example: 1 };
  const before = structuredClone(schema);
  upgradeSchema("3.0", schema);
  expect(schema).toEqual(before);
});
