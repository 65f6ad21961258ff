import { expect, test } from "vitest";

import type { Schema } from "../../routes/table.ts";
import { relaxedSchema } from "../../server/requestSchemas.ts";

const readOnly: Schema = { type: "string", readOnly: true };

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
    "whose property another member of the composition has",
    { allOf: [{ properties: { id: readOnly } }, { required: ["id", "x"] }] },
    { allOf: [{ properties: {} }, { required: ["x"] }] },
  ],
])("a read-only property is neither asked for nor looked at: %s", (_, schema, expected) => {
  expect(relaxedSchema(schema, { Id: readOnly }, "readOnly")).toEqual(expected);
});

test("a property called required is a property", () => {
  const schema: Schema = {
    required: ["required"],
    properties: { required: { type: "array" }, id: readOnly },
    enum: [{ required: ["id"] }],
  };
  expect(relaxedSchema(schema, {}, "readOnly")).toEqual({
    ...schema,
    properties: { required: { type: "array" } },
  });
});
