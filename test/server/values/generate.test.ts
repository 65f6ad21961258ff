import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Schema } from "../../../src/openapi/table/table.ts";
import { generate } from "../../../src/server/values/generate.ts";
import { seededRandom } from "../../../src/server/values/random.ts";
import { schemas } from "../schemaArbitrary.ts";

const name: Schema = { type: "string" };
const shared: Record<string, Schema> = {
  Id: { type: "integer", examples: [48213] },
  Money: { properties: { amount: { type: "integer" }, currency: { const: "EUR" } } },
  Priced: {
    examples: [{ price: 5 }],
    properties: { price: { type: "number" } },
    required: ["price"],
  },
  Node: {
    properties: {
      name,
      next: { $ref: "#/schemas/Node" },
      children: { items: { $ref: "#/schemas/Node" } },
    },
  },
  Tree: {
    properties: { parent: { $ref: "#/schemas/Tree" }, branches: { $ref: "#/schemas/Branches" } },
    required: ["parent", "branches"],
  },
  Branches: { type: "array", items: { $ref: "#/schemas/Tree" } },
  Pet: {
    discriminator: { propertyName: "kind", mapping: { cat: "#/schemas/Cat" } },
    properties: { kind: name },
    required: ["kind"],
  },
  Cat: { allOf: [{ $ref: "#/schemas/Pet" }, { properties: { lives: { const: 9 } } }] },
  Dog: { allOf: [{ $ref: "#/schemas/Pet" }, { properties: { barks: { const: true } } }] },
};

describe("what a schema says outright is taken", () => {
  test.each<[Schema, unknown]>([
    [{ const: 7 }, 7],
    [{ type: "string", enum: ["b", "a"] }, "b"],
    [{ type: "string", default: "d", examples: ["e"] }, "e"],
    [{ type: "string", default: "d", enum: ["c", "d"] }, "d"],
    [{ $ref: "#/schemas/Id" }, 48213],
    [{ $ref: "#/schemas/Id", examples: [1] }, 1],
    [{ allOf: [{ $ref: "#/schemas/Id" }, { minimum: 0 }] }, 48213],
    [{ type: "object", default: {}, properties: { a: name } }, {}],
  ])("%j: %j", (schema, expected) => {
    expect(generate(schema, shared, "response")).toEqual(expected);
  });
});

describe("else a value is made", () => {
  test.each<[Schema, unknown]>([
    [{ type: "boolean" }, true],
    [{ type: ["null", "string"] }, "string"],
    [{ type: "null" }, null],
    [true, null],
    [{}, null],
    [{ minLength: 3 }, "string"],
    [{ type: "array", items: { type: "integer" } }, [0]],
    [{ type: "array", items: { type: "integer" }, minItems: 2 }, [0, 0]],
    [{ type: "array", items: { type: "integer" }, maxItems: 0 }, []],
    [{ type: "array" }, []],
    [{ prefixItems: [{ const: 1 }, { const: 2 }] }, [1, 2]],
    [{ type: "object" }, {}],
    [{ additionalProperties: { type: "integer" } }, { property1: 0 }],
    [{ required: ["a"], additionalProperties: { type: "integer" } }, { a: 0 }],
    [{ oneOf: [{ type: "null" }, { type: "integer" }] }, 0],
    [
      { properties: { a: name }, anyOf: [{ properties: { b: name } }, {}] },
      { a: "string", b: "string" },
    ],
  ])("%j: %j", (schema, expected) => {
    expect(generate(schema, shared, "response")).toEqual(expected);
  });
});

describe("members of an allOf are joined", () => {
  test.each<[string, Schema, unknown]>([
    [
      "properties",
      { allOf: [{ $ref: "#/schemas/Money" }, { properties: { b: name } }] },
      { amount: 0, currency: "EUR", b: "string" },
    ],
    ["limits", { allOf: [{ type: "integer", minimum: 2 }, { minimum: 5 }] }, 5],
    ["types", { allOf: [{ type: ["string", "integer"] }, { type: "number" }] }, 0],
    ["choices", { allOf: [{ enum: [1, 2] }, { enum: [2, 3] }] }, 2],
    [
      "one property",
      {
        allOf: [{ properties: { a: { minimum: 2 } } }, { properties: { a: { type: "integer" } } }],
      },
      { a: 2 },
    ],
    [
      "a member's example shows its part",
      { allOf: [{ $ref: "#/schemas/Priced" }, { properties: { b: name } }] },
      { price: 5, b: "string" },
    ],
  ])("%s", (_, schema, expected) => {
    expect(generate(schema, shared, "response")).toEqual(expected);
  });
});

describe("the property that tells schemas apart has the schema's own value", () => {
  test.each<[string, Schema, unknown]>([
    ["by the mapping", { $ref: "#/schemas/Cat" }, { kind: "cat", lives: 9 }],
    ["by name where there is no mapping", { $ref: "#/schemas/Dog" }, { kind: "Dog", barks: true }],
    [
      "in an alternative",
      {
        discriminator: { propertyName: "type", mapping: { money: "#/schemas/Money" } },
        oneOf: [{ $ref: "#/schemas/Money" }, { $ref: "#/schemas/Id" }],
      },
      { amount: 0, currency: "EUR", type: "money" },
    ],
    [
      "but not against what the property says itself",
      {
        discriminator: { propertyName: "currency" },
        oneOf: [{ $ref: "#/schemas/Money" }, { $ref: "#/schemas/Id" }],
      },
      { amount: 0, currency: "EUR" },
    ],
  ])("%s", (_, schema, expected) => {
    expect(generate(schema, shared, "response")).toEqual(expected);
  });
});

test("what is only written is not in a response, what is only read not in a request", () => {
  const schema: Schema = {
    properties: { id: { type: "integer", readOnly: true }, password: { ...name, writeOnly: true } },
  };
  expect(generate(schema, {}, "response")).toEqual({ id: 0 });
  expect(generate(schema, {}, "request")).toEqual({ password: "string" });
});

test("a schema that contains itself ends before it is entered again", () => {
  expect(generate({ $ref: "#/schemas/Node" }, shared, "response")).toEqual({
    name: "string",
    children: [],
  });
  expect(generate({ $ref: "#/schemas/Tree" }, shared, "response")).toEqual({
    parent: {},
    branches: [],
  });
});

test("an alternative that leads back is passed over", () => {
  const schemas: Record<string, Schema> = {
    Filter: {
      oneOf: [
        { properties: { not: { $ref: "#/schemas/Filter" } }, required: ["not"] },
        { const: 1 },
      ],
    },
    Any: { oneOf: [{ $ref: "#/schemas/Any" }, { $ref: "#/schemas/Filter" }] },
  };
  expect(generate({ $ref: "#/schemas/Any" }, schemas, "response")).toEqual({ not: "string" });
});

test("where all alternatives lead back there is no item", () => {
  const schemas: Record<string, Schema> = {
    Frame: { properties: { children: { items: { oneOf: [{ $ref: "#/schemas/Frame" }] } } } },
  };
  expect(generate({ $ref: "#/schemas/Frame" }, schemas, "response")).toEqual({ children: [] });
});

test("a schema that spreads without end stays of a bounded size", () => {
  const schemas = Object.fromEntries(
    Array.from({ length: 30 }, (_, i): [string, Schema] => [
      `S${i}`,
      { properties: { a: { $ref: `#/schemas/S${i + 1}` }, b: { $ref: `#/schemas/S${i + 1}` } } },
    ]),
  );
  schemas.S30 = name;
  const text = JSON.stringify(generate({ $ref: "#/schemas/S0" }, schemas, "response"));
  expect(text.length).toBeLessThan(20_000);
});

test("a reference that leads nowhere is an error", () => {
  expect(() => generate({ $ref: "#/schemas/Nobody" }, {}, "response")).toThrow(
    'there is no schema "Nobody"',
  );
});

const ajv = new Ajv2020({ strict: false });
formats.default(ajv);

test("generated values are valid", () => {
  fc.assert(
    fc.property(schemas(), (generated) => {
      expect(ajv.validate(generated, generate(generated, {}, "response"))).toBe(true);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("random values are valid", () => {
  fc.assert(
    fc.property(schemas(), fc.string(), (generated, seed) => {
      const chance = { random: seededRandom(seed), fillProperties: true };
      const value = generate(generated, {}, "response", chance);
      expect(ajv.validate(generated, value), JSON.stringify(value)).toBe(true);
    }),
    { seed: 1, numRuns: 500 },
  );
});
