import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";

import type { Schema } from "../../../src/openapi/table/table.ts";
import { generate } from "../../../src/server/values/generate.ts";
import { seededRandom } from "../../../src/server/values/random.ts";

const text: Schema = { type: "string" };
const whole: Schema = { type: "integer" };

const SHARED: Record<string, Schema> = {
  Base: { type: "object", required: ["id"], properties: { id: text } },
  Customer: {
    allOf: [
      { $ref: "#/schemas/Base" },
      { type: "object", required: ["name"], properties: { name: text } },
    ],
  },
  Line: {
    allOf: [{ $ref: "#/schemas/Base" }],
    type: "object",
    required: ["sku"],
    properties: { sku: text },
  },
  Error: {
    anyOf: [
      {
        type: "object",
        required: ["nested", "msg"],
        properties: {
          msg: {},
          nested: { type: "array", minItems: 1, items: { $ref: "#/schemas/Error" } },
        },
      },
      { type: "object", required: ["msg", "value"], properties: { msg: text, value: {} } },
    ],
  },
  Pet: {
    type: "object",
    required: ["kind"],
    properties: { kind: text },
    discriminator: { propertyName: "kind", mapping: { cat: "#/schemas/Cat" } },
  },
  Cat: { allOf: [{ $ref: "#/schemas/Pet" }, { properties: { lives: whole } }] },
  Dog: { allOf: [{ $ref: "#/schemas/Pet" }, { properties: { barks: { type: "boolean" } } }] },
};

/** Schemas whose keywords need more than the construction of a value by its type. */
const SCHEMAS: [string, Schema, unknown][] = [
  [
    "a text whose content is JSON by a schema",
    {
      type: "string",
      contentMediaType: "application/json",
      contentSchema: { type: "object", required: ["n"], properties: { n: { const: 1 } } },
    },
    '{"n":1}',
  ],
  [
    "objects that share a base are no recursion",
    {
      allOf: [
        { $ref: "#/schemas/Base" },
        {
          type: "object",
          required: ["customer", "lines"],
          properties: {
            customer: { $ref: "#/schemas/Customer" },
            lines: { type: "array", minItems: 1, items: { $ref: "#/schemas/Line" } },
            note: { $ref: "#/schemas/Customer" },
          },
        },
      ],
    },
    {
      id: "string",
      customer: { id: "string", name: "string" },
      lines: [{ sku: "string", id: "string" }],
      note: { id: "string", name: "string" },
    },
  ],
  [
    "a recursion ends at another alternative",
    { $ref: "#/schemas/Error" },
    { msg: null, nested: [{ msg: "string", value: null }] },
  ],
  ["a choice has the type beside it", { type: "string", enum: [61, null, "a"] }, "a"],
  ["a choice matches the limits beside it", { enum: [1, 5, 9], minimum: 4, not: { const: 5 } }, 9],
  ["a constant of another type is none", { anyOf: [{ type: "string", const: 1 }, whole] }, 0],
  [
    "a list contains what it must",
    { type: "array", items: whole, contains: { const: 7 }, minContains: 2 },
    [7, 7],
  ],
  [
    "a list contains no more than it may",
    { type: "array", items: { enum: [7, 8] }, contains: { const: 7 }, maxContains: 1, minItems: 3 },
    [7, 8, 8],
  ],
  [
    "a tuple has an item for each schema, and others behind them",
    { type: "array", prefixItems: [{ ...whole, minimum: 3 }, { enum: ["a"] }], items: false },
    [3, "a"],
  ],
  [
    "unique items differ",
    { type: "array", uniqueItems: true, minItems: 2, items: { enum: ["a", "b"] } },
    ["a", "b"],
  ],
  [
    "names match the pattern of names",
    {
      type: "object",
      minProperties: 1,
      propertyNames: { pattern: "^[a-z]{3}$" },
      additionalProperties: whole,
    },
    { aaa: 0 },
  ],
  [
    "a pattern of names gives a property",
    { type: "object", patternProperties: { "^x-[a-z]+$": whole }, additionalProperties: false },
    { "x-a": 0 },
  ],
  [
    "a property that others require brings them",
    {
      type: "object",
      properties: { card: text },
      dependentRequired: { card: ["name"] },
      additionalProperties: whole,
    },
    { card: "string", name: 0 },
  ],
  [
    "a property brings its schema of the whole",
    {
      type: "object",
      properties: { card: text, name: text },
      dependentSchemas: { card: { properties: { name: { minLength: 9 } } } },
    },
    { card: "string", name: "stringstr" },
  ],
  [
    "a condition that holds has its consequence",
    {
      type: "object",
      properties: { country: { const: "US" }, zip: text },
      if: { properties: { country: { const: "US" } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { zip: { pattern: "^[0-9]{5}$" } } },
      else: { properties: { zip: { maxLength: 2 } } },
    },
    { country: "US", zip: "11111" },
  ],
  [
    "one alternative alone matches",
    {
      oneOf: [
        { type: "object", properties: { a: { type: "object", properties: { x: whole } } } },
        { type: "object", properties: { b: { type: "object", properties: { y: whole } } } },
      ],
    },
    { a: { x: 0 }, b: { y: "string" } },
  ],
  [
    "an alternative that matches alone comes before one that must be changed",
    { oneOf: [{ type: "object" }, { type: "object" }, { type: "array", items: whole }] },
    [0],
  ],
  [
    "alternatives have the property that tells them apart",
    {
      oneOf: [{ $ref: "#/schemas/Cat" }, { $ref: "#/schemas/Dog" }],
      discriminator: { propertyName: "kind", mapping: { cat: "#/schemas/Cat" } },
    },
    { kind: "cat", lives: 0, barks: "string" },
  ],
  [
    "a value is not what it must not be",
    { type: "object", properties: { a: text, b: text }, not: { required: ["a", "b"] } },
    { b: "string" },
  ],
  [
    "a closed object has no property that only another member describes",
    {
      allOf: [
        { type: "object", properties: { a: text }, additionalProperties: false },
        { type: "object", properties: { b: text } },
      ],
    },
    { a: "string" },
  ],
  [
    "an object that is closed as a whole has the properties of all members",
    {
      allOf: [{ $ref: "#/schemas/Base" }],
      properties: { b: text },
      unevaluatedProperties: false,
    },
    { b: "string", id: "string" },
  ],
  [
    "an object has as many properties as it must, and no more than it may",
    {
      type: "object",
      required: ["b"],
      properties: { a: text, b: text },
      maxProperties: 1,
    },
    { b: "string" },
  ],
  [
    "a text matches all patterns",
    { allOf: [{ pattern: "^[a-z]+$" }, { pattern: "^.{8}$" }], type: "string" },
    undefined,
  ],
  [
    "a text has the length and the format",
    { format: "uri", minLength: 40, type: "string" },
    undefined,
  ],
  [
    "an example that is not valid does not count",
    { type: "integer", examples: ["a"], default: "b" },
    0,
  ],
];

const ajv = new Ajv2020({ strict: false, logger: false });
formats.default(ajv);
ajv.addSchema({ $id: "document:", schemas: SHARED });

function check(schema: Schema) {
  return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document:#/')));
}

describe("a value is valid, whatever its schema says", () => {
  test.each(SCHEMAS)("%s", (_, schema, expected) => {
    const validate = check(schema);
    const value = generate(schema, SHARED, "response");
    expect(validate(value), JSON.stringify(value)).toBe(true);
    if (expected !== undefined) expect(value).toEqual(expected);
    for (let seed = 0; seed < 30; seed++) {
      const chance = { random: seededRandom(`${seed}`), fillProperties: seed % 2 === 0 };
      const drawn = generate(schema, SHARED, "response", chance);
      expect(validate(drawn), JSON.stringify(drawn)).toBe(true);
    }
  });
});

test("the same seed gives the same value", () => {
  for (const [, schema] of SCHEMAS) {
    const draw = () => {
      const chance = { random: seededRandom("seed"), fillProperties: true };
      return generate(schema, SHARED, "response", chance);
    };
    expect(draw()).toEqual(draw());
  }
});
