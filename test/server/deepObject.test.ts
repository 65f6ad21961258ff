import { expect, test } from "vitest";

import { readDeepObject } from "../../server/deepObject.ts";
import { parseQuery } from "../../server/query.ts";

test.each([
  ["f[a]=1&f[b]=2", { a: "1", b: "2" }],
  ["f[a][b]=1&f[a][c]=2", { a: { b: "1", c: "2" } }],
  ["f[a][]=1", { a: ["1"] }],
  ["f[a][]=1&f[a][]=2", { a: ["1", "2"] }],
  ["f[a]=1&f[a]=2", { a: ["1", "2"] }],
  ["f[a]=1&f[a][b]=2", { a: { b: "2" } }],
  ["f[a%20b]=c+d", { "a b": "c d" }],
  ["f[]=1", { "": "1" }],
  ["f=1&g[a]=1&ff[a]=1&f[a", undefined],
])("%s", (query, expected) => {
  expect(readDeepObject("f", parseQuery(query))).toEqual(expected);
});

test("a key called __proto__ is a key like others", () => {
  const read = readDeepObject("f", parseQuery("f[__proto__][admin]=1&f[constructor]=2"));
  expect(JSON.stringify(read)).toBe('{"__proto__":{"admin":"1"},"constructor":"2"}');
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
});
