import { expect, test } from "vitest";

import { patternText } from "../../../src/server/values/patternText.ts";

test.each([
  ["^abc$", 0, "abc"],
  ["^tok_[0-9A-Z]{4}$", 0, "tok_AAAA"],
  ["^[A-Z]{3}-\\d{2,4}$", 0, "AAA-11"],
  ["^[A-Z]{3}-\\d{2,4}$", 9, "AAA-1111"],
  ["^(?:cat|dog)s?$", 0, "cat"],
  ["^(?:cat|dog)s?$", 1, "cats"],
  ["^(?<year>20[0-9]{2})-(0[1-9]|1[0-2])$", 0, "2011-01"],
  ["^[^a-z]+$", 0, "A"],
  ["^\\p{Lu}\\p{Ll}*$", 2, "Aaa"],
  ["^\\w+\\s\\S$", 0, "a a"],
  ["^\\+?[1-9]\\d{1,14}$", 0, "11"],
  ["^[\\]x-z]$", 0, "x"],
  ["^[\\]%]$", 0, "]"],
  ["^.+@.+\\..+$", 0, "a@a.a"],
  ["^[🙂]$", 0, "🙂"],
  ["", 0, ""],
  ["^(?!x)a$", 0, "a"],
  ["(a)\\1", 0, "aa"],
  ["^a{99999}$", 0, undefined],
  ["a$b", 0, undefined],
])("%s, repeated %i times: %s", (pattern, repeats, expected) => {
  expect(patternText(pattern, repeats)).toBe(expected);
});
