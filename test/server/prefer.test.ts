import { expect, test } from "vitest";

import { readPreferences } from "../../server/prefer.ts";
import { parseQuery } from "../../server/query.ts";

test.each([
  [undefined, "", {}],
  ["code=404", "", { code: "404" }],
  ["code=404, example=empty", "", { code: "404", example: "empty" }],
  ["code=404; example=empty", "", { code: "404", example: "empty" }],
  [
    'Code=404, Example="two words, one comma"',
    "",
    { code: "404", example: "two words, one comma" },
  ],
  ["respond-async, wait=10", "", {}],
  ["return=minimal", "__code=404&__example=a%20b", { code: "404", example: "a b" }],
  ["code=500", "__code=404", { code: "500" }],
])("Prefer: %s with ?%s", (header, query, expected) => {
  expect(readPreferences(header, parseQuery(query))).toEqual(expected);
});
