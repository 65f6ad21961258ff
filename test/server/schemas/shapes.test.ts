import { expect, test } from "vitest";

import type { Schema } from "../../../src/openapi/table/table.ts";
import { shapesOf } from "../../../src/server/schemas/shapes.ts";

const list: Schema = { type: "array", items: { type: "integer" } };
const shared = {
  List: list,
  Round: { anyOf: [{ $ref: "#/schemas/Round" }, { type: "object" }] },
} satisfies Record<string, Schema>;

test.each<[Schema, string[]]>([
  [true, ["text"]],
  [{}, ["text"]],
  [{ type: "integer" }, ["text"]],
  [{ type: "null" }, ["text"]],
  [list, ["list"]],
  [{ type: ["array", "null"] }, ["list"]],
  [{ type: ["string", "array", "object"] }, ["text", "list", "object"]],
  [{ $ref: "#/schemas/List" }, ["list"]],
  [{ allOf: [{ $ref: "#/schemas/List" }, { maxItems: 3 }] }, ["list"]],
  [{ anyOf: [list, { type: "null" }] }, ["list"]],
  [{ oneOf: [list, { type: "string" }] }, ["list", "text"]],
  [{ type: "array", anyOf: [{ maxItems: 3 }, { minItems: 5 }] }, ["list"]],
  [{ type: ["string", "array"], allOf: [{ type: ["array", "object"] }] }, ["list"]],
  [{ anyOf: [list, {}] }, ["list"]],
  [{ enum: [null, "a", [1]] }, ["text", "list"]],
  [{ const: { a: 1 } }, ["object"]],
  [{ items: { type: "integer" } }, ["list"]],
  [{ allOf: [{ properties: { a: true } }] }, ["object"]],
  [{ additionalProperties: true }, ["object"]],
  [{ $ref: "#/schemas/Round" }, ["text"]],
  [{ $ref: "#/schemas/Nobody" }, ["text"]],
])("%j is %j", (schema, shapes) => {
  expect([...shapesOf(schema, shared)]).toEqual(shapes);
});
