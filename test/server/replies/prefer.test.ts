import { expect, test } from "vitest";
import { parseQuery } from "../../../src/server/http/query.ts";
import { type Preferences, readPreferences } from "../../../src/server/replies/prefer.ts";

test.each<[string | undefined, string, Preferences]>([
  [undefined, "", {}],
  ["", "__code=404", { code: 404 }],
  ["code=404", "", { code: 404 }],
  ["code=404, example=empty", "", { code: 404, example: "empty" }],
  ["code=404, code=500", "", { code: 404 }],
  ["dynamic=true,seed=a", "", { dynamic: true, seed: "a" }],
  [
    'Code = 404 , Example="two words, one; comma"',
    "",
    { code: 404, example: "two words, one; comma" },
  ],
  ["respond-async, wait=10", "", {}],
  ['"code"=404', "", { code: 404 }],
  [
    undefined,
    "__code=404&__example=a%20b&__dynamic=false&__seed=",
    { code: 404, example: "a b", dynamic: false, seed: "" },
  ],
])("Prefer: %s with ?%s", (header, query, expected) => {
  expect(readPreferences(header, parseQuery(query))).toEqual(expected);
});

test("what stands after a semicolon is a parameter of the preference before", () => {
  expect(readPreferences("dynamic=false; code=404", parseQuery(""))).toEqual({ dynamic: false });
});

test("with the header the query is not looked at, whatever the header says", () => {
  expect(readPreferences("return=minimal", parseQuery("__code=404"))).toEqual({});
});

const CODE = 'optional property "code"\n└─ cannot decode';

test.each([
  ["code=20", "", `${CODE} "20", should be a number`],
  ["code", "", `${CODE} true, should be string`],
  ['code=""', "", `${CODE} true, should be string`],
  [undefined, "__code=", `${CODE} "", should be a number`],
  [undefined, "__code=404&__code=500", `${CODE} ["404","500"], should be string`],
  [
    "example, seed=, dynamic=yes, code=x",
    "",
    [
      `${CODE} "x", should be a number`,
      'optional property "dynamic"\n└─ cannot decode "yes", should be a boolean',
      'optional property "seed"\n└─ cannot decode true, should be string',
      'optional property "example"\n└─ cannot decode true, should be string',
    ].join("\n"),
  ],
])("Prefer: %s with ?%s cannot be followed", (header, query, mistakes) => {
  expect(readPreferences(header, parseQuery(query))).toEqual({ mistakes });
});
