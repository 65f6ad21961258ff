import { expect, test } from "vitest";

import type { Schema } from "../../../src/openapi/table/table.ts";
import { createDeepReader } from "../../../src/server/checks/deepObject.ts";
import { queryFields } from "../../../src/server/http/fields.ts";
import { parseQuery } from "../../../src/server/http/query.ts";

const text: Schema = { type: "string" };
const object = (properties: Record<string, Schema>): Schema => ({ type: "object", properties });
const list = (items: Schema): Schema => ({ type: "array", items });

function read(query: string, schema: Schema, shared: Record<string, Schema> = {}): unknown {
  return createDeepReader("f", schema, shared)(queryFields(parseQuery(query)));
}

test.each<[string, Schema, unknown]>([
  ["f[a]=1&f[b]=2", object({ a: text, b: text }), { a: "1", b: "2" }],
  ["f[a]=1&f[b]=2", object({ a: text }), { a: "1", b: "2" }],
  ["g=1", object({ a: text }), undefined],
  ["f=1", object({ a: text }), undefined],
  ["f[a][b]=1&f[a][c]=2", object({ a: object({ b: text, c: text }) }), { a: { b: "1", c: "2" } }],
  ["f[a][1]=x&f[a][0]=y&f[a][z]=w", object({ a: list(text) }), { a: ["y", "x"] }],
  [
    "f[a][10][b]=x&f[a][9][b]=y",
    object({ a: list(object({ b: text })) }),
    { a: [{ b: "y" }, { b: "x" }] },
  ],
  ["f[a][]=1", object({ a: list(text) }), { a: ["1"] }],
  ["f[a][]=1&f[a][]=2", object({ a: list(text) }), { a: ["1", "2"] }],
  ["f[a]=1", object({ a: list(text) }), { a: ["1"] }],
  ["f[a]=1", object({ a: { anyOf: [list(text), { type: "null" }] } }), { a: ["1"] }],
  ["f[a][b]=1", { type: ["object", "null"], properties: {} }, { a: { b: "1" } }],
  ["f[a][b]=1", { allOf: [object({ a: object({ b: list(text) }) })] }, { a: { b: ["1"] } }],
  ["f[a][0]=1", { additionalProperties: list(text) }, { a: ["1"] }],
  ["f[a]b=1&f[a=2&fg[a]=3", object({ a: text }), undefined],
  ["f[a]=1&f[a]=2", object({ a: text }), { a: ["1", "2"] }],
  ["f[a%20b]=c+d", object({ "a b": text }), { "a b": "c d" }],
  ["F[minPrice]=1", object({ minPrice: text }), { minPrice: "1" }],
  ["f=1", text, "1"],
  ["f=1", true, "1"],
])("%s as %j", (query, schema, expected) => {
  expect(read(query, schema)).toEqual(expected);
});

test("a schema that contains itself is followed as far as the brackets go", () => {
  const Node = object({ next: { $ref: "#/schemas/Node" } });
  expect(read("f[next]=1&f[next][next]=2", { $ref: "#/schemas/Node" }, { Node })).toEqual({
    next: { next: "2" },
  });
});

test("a key called __proto__ is a key like others", () => {
  const schema: Schema = JSON.parse(
    '{"type":"object","properties":{"__proto__":{"type":"object","properties":{"admin":{}}}}}',
  );
  const found = read("f[__proto__][admin]=1", schema);
  expect(JSON.stringify(found)).toBe('{"__proto__":{"admin":"1"}}');
  expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
});
