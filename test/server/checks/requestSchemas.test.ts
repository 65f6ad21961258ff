import { expect, test } from "vitest";

import type { Schema } from "../../../src/openapi/table/table.ts";
import { type Relaxation, relaxedSchema } from "../../../src/server/checks/requestSchemas.ts";

const readOnly: Schema = { type: "string", readOnly: true };
const relaxation: Relaxation = {
  shared: { Id: readOnly },
  keyword: "readOnly",
  refer: (name) => `to ${name}`,
};

test.each<[string, Schema, Schema]>([
  [
    "of its own",
    { required: ["id", "name"], properties: { id: readOnly, name: true } },
    { required: ["name"], properties: { name: true } },
  ],
  [
    "by reference",
    { required: ["id"], properties: { id: { $ref: "#/schemas/Id" } } },
    { required: [], properties: {} },
  ],
  [
    "deep within",
    { items: { properties: { a: { required: ["id"], properties: { id: readOnly } } } } },
    { items: { properties: { a: { required: [], properties: {} } } } },
  ],
  [
    "whose property another member of an allOf has",
    { allOf: [{ properties: { id: readOnly } }, { required: ["id", "x"] }] },
    { properties: {}, required: ["x"] },
  ],
  [
    "whose property another member of another composition has",
    { properties: { id: readOnly }, anyOf: [{ required: ["id", "x"] }] },
    { properties: {}, anyOf: [{ required: ["x"] }] },
  ],
])("a read-only property is neither asked for nor looked at: %s", (_, schema, expected) => {
  expect(relaxedSchema(schema, relaxation)).toEqual(expected);
});

test("a property called required is a property", () => {
  const schema: Schema = {
    required: ["required"],
    properties: { required: { type: "array" }, id: readOnly },
    enum: [{ required: ["id"] }],
  };
  expect(relaxedSchema(schema, relaxation)).toEqual({
    ...schema,
    properties: { required: { type: "array" } },
  });
});

test("references go where they are told, but not what only looks like one", () => {
  const schema: Schema = {
    properties: { $ref: { type: "string" }, pets: { items: { $ref: "#/schemas/Pet" } } },
    const: { $ref: "#/schemas/Pet" },
  };
  expect(relaxedSchema(schema, relaxation)).toEqual({
    ...schema,
    properties: { $ref: { type: "string" }, pets: { items: { $ref: "to Pet" } } },
  });
});

test("a write-only property is one of requests alone", () => {
  const schema: Schema = {
    required: ["id", "key"],
    properties: { id: readOnly, key: { writeOnly: true } },
  };
  expect(relaxedSchema(schema, { ...relaxation, keyword: "writeOnly" })).toEqual({
    required: ["id"],
    properties: { id: readOnly },
  });
});
