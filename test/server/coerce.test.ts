import { expect, test } from "vitest";

import type { Schema } from "../../routes/table.ts";
import { coerce } from "../../server/coerce.ts";

test.each<[unknown, Schema, unknown]>([
  ["12", { type: "integer" }, 12],
  ["-1.5e3", { type: "number" }, -1500],
  ["0x10", { type: "integer" }, "0x10"],
  ["", { type: "integer" }, ""],
  [" 1", { type: "integer" }, " 1"],
  ["Infinity", { type: "number" }, "Infinity"],
  ["12", { type: "string" }, "12"],
  ["12", { type: ["string", "integer"] }, 12],
  ["x", { type: ["string", "integer"] }, "x"],
  ["true", { type: "boolean" }, true],
  ["1", { type: "boolean" }, "1"],
  ["", { type: ["integer", "null"] }, null],
  ["null", { type: ["string", "null"] }, "null"],
  ["3", { enum: [1, 2, 3] }, 3],
  ["3", { oneOf: [{ type: "integer" }, { type: "boolean" }] }, 3],
  ["3", { allOf: [{ $ref: "#/schemas/Id" }] }, 3],
  ["3", { $ref: "#/schemas/Loop" }, "3"],
  ["3", {}, "3"],
  ["3", true, "3"],
  [["1", "x"], { type: "array", items: { type: "integer" } }, [1, "x"]],
  [
    { a: "1", b: "2", c: "3" },
    { properties: { a: { type: "integer" } }, additionalProperties: { type: "number" } },
    { a: 1, b: 2, c: 3 },
  ],
  ['{"a":1}', { type: "object" }, { a: 1 }],
  ["{a", { type: "object" }, "{a"],
  [7, { type: "string" }, 7],
])("%j as %j", (value, schema, expected) => {
  const shared: Record<string, Schema> = {
    Id: { type: "integer" },
    Loop: { anyOf: [{ $ref: "#/schemas/Loop" }] },
  };
  expect(coerce(value, schema, shared)).toEqual(expected);
});
