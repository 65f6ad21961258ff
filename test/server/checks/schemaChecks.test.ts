import { expect, test } from "vitest";

import type { Schema } from "../../../src/openapi/table/table.ts";
import { createSchemaChecks } from "../../../src/server/checks/schemaChecks.ts";
import { routeOf, tableOf } from "../fixture.ts";

/** Checks a value against a schema that stands in a request of a table. */
function check(schema: Schema, value: unknown, schemas: Record<string, Schema> = {}): string[] {
  const media = { type: "application/json", schema, examples: [] };
  const body = { required: true, content: [media] };
  const checks = createSchemaChecks(
    tableOf([routeOf("POST", "/", { body })], { schemas }),
    "Request",
  );
  return checks(schema)(value, "body", []).map(({ message }) => message);
}

test.each<[Schema, unknown, string[]]>([
  [true, 1, []],
  [false, 1, ["Request body boolean schema is false"]],
  [{ enum: ["a", 1] }, "b", ["Request body must be equal to one of the allowed values: a, 1"]],
  [{ const: "a" }, "b", ["Request body must be equal to constant"]],
  [
    { properties: { "a/b": { type: "string" }, "~": { minimum: 2 } } },
    { "a/b": 1, "~": 1 },
    ["Request body property a~1b must be string", "Request body property ~0 must be >= 2"],
  ],
  [{ format: "unheard-of" }, "x", []],
  [
    { "x-unknown": 1, type: "integer", format: "int32" },
    2 ** 40,
    ['Request body must match format "int32"'],
  ],
  [
    { unevaluatedProperties: false, properties: { a: {} } },
    { b: 1 },
    ["Request body must NOT have unevaluated properties: 'b'"],
  ],
])("%j of %j: %j", (schema, value, messages) => {
  expect(check(schema, value)).toEqual(messages);
});

test("references lead to the table's shared schemas, also round in circles", () => {
  const schemas: Record<string, Schema> = {
    Node: { properties: { next: { $ref: "#/schemas/Node" }, n: { type: "integer" } } },
  };
  expect(check({ $ref: "#/schemas/Node" }, { next: { next: { n: "x" } } }, schemas)).toEqual([
    "Request body property next.next.n must be integer",
  ]);
});

test("a schema that cannot be compiled checks nothing", () => {
  expect(check({ $ref: "#/schemas/Nobody" }, 1)).toEqual([]);
});

test.each<[Schema, unknown, boolean]>([
  [{ type: "integer", minimum: 3 }, "5", true],
  [{ type: "integer", minimum: 3 }, "2", false],
  [{ type: "integer" }, " 5", true],
  [{ type: "integer" }, "5.5", false],
  [{ type: "number" }, "-1.5e3", true],
  [{ type: "boolean" }, "true", true],
  [{ type: "boolean" }, "1", false],
  [{ type: ["integer", "null"] }, "", true],
  [{ type: ["integer", "null"] }, "null", false],
  [{ type: "array", items: { type: "integer" } }, ["1", "x"], false],
  [{ properties: { a: { $ref: "#/schemas/Id" } } }, { a: "7" }, true],
  [{ enum: [1] }, "1", false],
])("texts stand for other values where they are coerced: %j of %j: %j", (schema, value, valid) => {
  const schemas: Record<string, Schema> = { Id: { type: "integer" } };
  const parameter = {
    in: "query",
    name: "q",
    required: false,
    style: "form",
    explode: true,
  } as const;
  const route = routeOf("GET", "/", { parameters: [{ ...parameter, schema }] });
  const checks = createSchemaChecks(tableOf([route], { schemas }), "Request");
  expect(checks(schema, "coerced")(value, "query", ["q"]).length === 0).toBe(valid);
});

test("every pattern is its own", () => {
  const schema: Schema = { properties: { a: { pattern: "^a$" }, b: { pattern: "^b$" } } };
  expect(check(schema, { a: "b", b: "b" })).toEqual([
    'Request body property a must match pattern "^a$"',
  ]);
  expect(check(schema, { a: "a", b: "a" })).toEqual([
    'Request body property b must match pattern "^b$"',
  ]);
});

test("shared schemas that several schemas lead to are found by all of them", () => {
  const schemas: Record<string, Schema> = {
    Id: { type: "integer" },
    Pet: { properties: { id: { $ref: "#/schemas/Id" } } },
  };
  const first: Schema = { $ref: "#/schemas/Id" };
  const second: Schema = { items: { $ref: "#/schemas/Pet" } };
  const checks = createSchemaChecks(tableOf([], { schemas }), "Response");
  const messages = (schema: Schema, value: unknown) =>
    checks(schema)(value, "body", []).map(({ message }) => message);
  expect(messages(first, "x")).toEqual(["Response body must be integer"]);
  expect(messages(second, [{ id: "x" }])).toEqual(["Response body property 0.id must be integer"]);
  expect(messages(first, 1)).toEqual([]);
});
