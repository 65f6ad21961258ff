import { expect, test } from "vitest";

import type { Schema } from "../../../src/openapi/table/table.ts";
import { flatten, propertiesOf, subschema, typesOf } from "../../../src/server/schemas/schemas.ts";

const shared: Record<string, Schema> = {
  Pet: { type: "object", properties: { name: { type: "string" } } },
  Loop: { allOf: [{ $ref: "#/schemas/Loop" }, { $ref: "#/schemas/Pet" }] },
};

test("a schema is flattened through references and compositions, circles once", () => {
  const schema: Schema = { $ref: "#/schemas/Loop", oneOf: [{ type: "null" }, true] };
  expect(flatten(schema, shared)).toEqual([
    schema,
    shared.Loop,
    { $ref: "#/schemas/Loop" },
    { $ref: "#/schemas/Pet" },
    shared.Pet,
    { type: "null" },
  ]);
});

test("a broken reference and a boolean schema say nothing", () => {
  expect(flatten({ $ref: "#/schemas/Nobody" }, shared)).toEqual([{ $ref: "#/schemas/Nobody" }]);
  expect(flatten(true, shared)).toEqual([]);
  expect(flatten(undefined, shared)).toEqual([]);
});

test.each<[Schema, string[]]>([
  [{ type: ["string", "null"] }, ["string", "null"]],
  [{ properties: {} }, ["object"]],
  [{ items: true }, ["array"]],
  [{ enum: ["a", 1, null, []] }, ["string", "number", "null", "array"]],
  [{ const: false }, ["boolean"]],
  [{ anyOf: [{ type: "integer" }, { $ref: "#/schemas/Pet" }] }, ["integer", "object"]],
  [{ format: "uuid" }, []],
])("types of %j", (schema, types) => {
  expect([...typesOf(flatten(schema, shared))]).toEqual(types);
});

test("of properties with one name the nearest counts", () => {
  const schema: Schema = {
    allOf: [{ $ref: "#/schemas/Pet" }],
    properties: { name: { const: "Rex" }, age: true },
  };
  expect([...propertiesOf(flatten(schema, shared))]).toEqual([
    ["name", { const: "Rex" }],
    ["age", true],
  ]);
});

test("items may come from a composition", () => {
  const parts = flatten({ oneOf: [{ type: "null" }, { items: { type: "string" } }] }, shared);
  expect(subschema(parts, "items")).toEqual({ type: "string" });
  expect(subschema(parts, "additionalProperties")).toBeUndefined();
});
