import { expect, test } from "vitest";

import { parseMediaType, splitUnquoted } from "../../../src/server/http/mediaType.ts";

test.each([
  [
    "text/HTML; Charset=UTF-8",
    { type: "text", subtype: "html", parameters: { charset: "UTF-8" }, q: 1 },
  ],
  ['a/b;x="1;\\"2";q=0.25', { type: "a", subtype: "b", parameters: { x: '1;"2' }, q: 0.25 }],
  ["*", { type: "*", subtype: "*", parameters: {}, q: 1 }],
  ["a/b;q=2", { type: "a", subtype: "b", parameters: {}, q: 1 }],
  ["a/b;q=", { type: "a", subtype: "b", parameters: {}, q: 0 }],
  ["a/b; flag", { type: "a", subtype: "b", parameters: {}, q: 1 }],
])("%s", (text, { parameters, ...expected }) => {
  const parsed = parseMediaType(text);
  expect(parsed).toEqual({ ...expected, parameters: new Map(Object.entries(parameters)) });
});

test.each(["", "json", "a/", "/b", "a/b/c", "a b/c"])("%j is none", (text) => {
  expect(parseMediaType(text)).toBeUndefined();
});

test("a separator within quotes does not separate", () => {
  expect(splitUnquoted('a="x,y\\",z",b', ",")).toEqual(['a="x,y\\",z"', "b"]);
  expect(splitUnquoted('a="never closed,b', ",")).toEqual(['a="never closed,b']);
});
