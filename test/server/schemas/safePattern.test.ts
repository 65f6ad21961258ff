import { expect, test } from "vitest";

import { safePattern } from "../../../src/server/schemas/safePattern.ts";

test.each([
  "^(a+)+$",
  "^(a|a)*$",
  "^(\\w+\\s?)*$",
  "^(a+){1,10}$",
  "^(a{0,30}){0,30}$",
  "^(?=a)(a+)+$",
  "^(\\p{L}+)+$",
  "^([a-z]+)*\\1$",
  "^(([a-z])+.)+[A-Z]([a-z])+$",
  "(a+a+)+b",
])("%s is answered for any text", (pattern) => {
  const safe = safePattern(pattern);
  for (const length of [30, 500, 20_000]) {
    expect(typeof safe.test(`${"a".repeat(length)}!`)).toBe("boolean");
  }
});

test.each([
  ["^a*a*a*a*b$", "a", 3000],
  ["^(?!x)a*a*b$", "a", 100_000],
])("%s is answered for long texts", (pattern, character, length) => {
  expect(typeof safePattern(pattern).test(character.repeat(length))).toBe("boolean");
});

test.each([
  ["^[a-z]{2,5}$", "abc", true],
  ["^[a-z]{2,5}$", "a", false],
  ["^.{2}$", "😀😀", true],
  ["^.{2}$", "😀", false],
  ["^\\p{Lu}", "É", true],
  ["^\\p{Lu}", "é", false],
  ["^(?!admin)", "admin", false],
  ["^(?:[0-9]{1,3}\\.){3}[0-9]{1,3}$", "10.0.0.1", true],
  ["^(?:[0-9]{1,3}\\.){3}[0-9]{1,3}$", "10.0.0", false],
  ["^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$", "1:2:3:4:5:6:7:8", true],
  ["^(a+)+$", "aaa", true],
  ["^(a+)+$", "aab", false],
  ["^[(+*]+[)]$", "(+)", true],
  ["^a\\{2,3\\}$", "a{2,3}", true],
])("%s means for %j what it says", (pattern, text, expected) => {
  expect(safePattern(pattern).test(text)).toBe(expected);
});
