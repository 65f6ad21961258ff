import { expect, test } from "vitest";

import type { Schema } from "../../routes/table.ts";
import { serialise } from "../../server/serialise.ts";

test.each<[string, unknown, Schema | undefined, string]>([
  ["application/json", { a: [1] }, undefined, '{"a":[1]}'],
  ["application/problem+json", null, undefined, "null"],
  ["application/json", "text", { type: "string" }, '"text"'],
  ["application/json", '{"a": 1}', { type: "object" }, '{"a": 1}'],
  ["application/json", '{"a": 1}', { type: "string" }, '"{\\"a\\": 1}"'],
  ["application/json", "{broken", { type: "object" }, '"{broken"'],
  ["text/plain; charset=utf-8", "text", undefined, "text"],
  ["text/plain", 12, undefined, "12"],
  ["text/plain", { a: 1 }, undefined, '{"a":1}'],
  ["text/csv", "a,b\n1,2\n", undefined, "a,b\n1,2\n"],
  ["application/xml", "<a/>", undefined, "<a/>"],
  ["text/xml", { a: 1 }, undefined, '<?xml version="1.0" encoding="UTF-8"?><root><a>1</a></root>'],
  ["application/x-www-form-urlencoded", { a: "b c", d: [1, 2] }, undefined, "a=b+c&d=1&d=2"],
  ["image/png", "raw", undefined, "raw"],
])("%s of %j with schema %j", (type, value, schema, expected) => {
  expect(serialise(value, type, schema, {}).toString()).toBe(expected);
});
