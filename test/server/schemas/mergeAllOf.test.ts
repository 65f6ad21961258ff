import { expect, test } from "vitest";

import { mergeAllOf } from "../../../src/server/schemas/mergeAllOf.ts";
import type { SchemaObject } from "../../../src/server/schemas/schemas.ts";

const shared = {
  Base: { type: "object", required: ["b", "a"], properties: { a: { minLength: 1 } } },
  More: { allOf: [{ $ref: "#/schemas/Base" }, { required: ["c"] }] },
  Round: { allOf: [{ $ref: "#/schemas/Round" }] },
};
const CLOSED = { properties: { b: true }, additionalProperties: false };
const base = { $ref: "#/schemas/Base" };

test.each<[string, SchemaObject, SchemaObject]>([
  ["one member as it is", { allOf: [base] }, shared.Base],
  [
    "what is required, in order",
    { required: ["d"], allOf: [{ $ref: "#/schemas/More" }] },
    { type: "object", required: ["a", "b", "c", "d"], properties: { a: { minLength: 1 } } },
  ],
  [
    "the properties of all, the schema's own first",
    { properties: { z: true }, allOf: [{ properties: { y: true, z: { minimum: 1 } } }] },
    { properties: { z: { minimum: 1 }, y: true } },
  ],
  [
    "a property of several, to be merged in turn",
    { allOf: [base, { properties: { a: { maxLength: 3 } } }] },
    { ...shared.Base, properties: { a: { allOf: [{ minLength: 1 }, { maxLength: 3 }] } } },
  ],
  [
    "the narrower limits",
    { allOf: [{ minimum: 1, maximum: 9, maxLength: 2 }, { minimum: 3, maximum: 8 }, true] },
    { minimum: 3, maximum: 8, maxLength: 2 },
  ],
  [
    "the types and values that all have",
    {
      allOf: [
        { type: ["string", "null"], enum: ["a", "b"] },
        { type: "string", enum: ["b", "c"] },
      ],
    },
    { type: "string", enum: ["b"] },
  ],
  [
    "no other properties where one allows none",
    { allOf: [{ additionalProperties: false }, { additionalProperties: { type: "string" } }] },
    { additionalProperties: false },
  ],
  [
    "no other properties than those beside that, the only ones",
    { allOf: [{ additionalProperties: false, properties: { a: true } }, { required: ["a"] }] },
    { additionalProperties: false, properties: { a: true }, required: ["a"] },
  ],
  [
    "the properties of all where none is closed",
    { properties: { a: true }, allOf: [{ additionalProperties: true, properties: { b: true } }] },
    { additionalProperties: true, properties: { a: true, b: true } },
  ],
  [
    "neither of what must not be",
    { allOf: [{ not: { type: "string" } }, { not: { type: "null" } }] },
    { not: { anyOf: [{ type: "string" }, { type: "null" }] } },
  ],
  [
    "the first description",
    { description: "a", allOf: [{ description: "b" }] },
    { description: "a" },
  ],
])("has %s", (_, schema, expected) => {
  expect(mergeAllOf(schema, shared)).toEqual(expected);
});

test.each<[string, SchemaObject]>([
  ["types that exclude each other", { allOf: [{ type: "string" }, { type: "integer" }] }],
  ["alternatives of several", { allOf: [{ oneOf: [true] }, { oneOf: [false] }] }],
  ["other patterns", { allOf: [{ pattern: "a" }, { pattern: "b" }] }],
  ["nothing allowed", { allOf: [false, { type: "string" }] }],
  ["a closed member beside properties", { properties: { a: true }, allOf: [CLOSED] }],
  ["closed members", { allOf: [CLOSED, { ...CLOSED, properties: { c: true } }] }],
  ["patterns beside a closed member", { allOf: [CLOSED, { patternProperties: { "^x-": true } }] }],
  [
    "other properties of a type",
    { allOf: [{ additionalProperties: { type: "string" } }, { properties: { a: true } }] },
  ],
  ["a circle", { allOf: [{ $ref: "#/schemas/Round" }] }],
  ["no such schema", { allOf: [{ $ref: "#/schemas/Nobody" }] }],
  [
    "a property that leads elsewhere twice",
    { allOf: [{ properties: { p: base } }, { properties: { p: { $ref: "#/schemas/More" } } }] },
  ],
])("is not one schema with %s", (_, schema) => {
  expect(mergeAllOf(schema, shared)).toBeUndefined();
});
