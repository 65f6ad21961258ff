import { expect, test } from "vitest";
import { re2 } from "../../src/routing/re2.ts";

test.each([
  ["a+", "aa", true],
  ["a", "ab", false],
  ["a|ab", "ab", true],
  ["(?i)ab", "AB", true],
  ["a.b", "a\u2028b", true],
  ["..", "\xc3\xa9", true],
  [".", "\xc3\xa9", false],
  ["é", "\xc3\xa9", true],
  ["(?P<name>a)", "a", true],
  ["\\Aa\\z", "a", true],
  ["a\\-b\\_c\\@", "a-b_c@", true],
  ["[\\w\\-]+", "a-b", true],
  ["\\d{2}", "12", true],
])("%s matches the whole of %j: %s", (pattern, text, expected) => {
  expect(re2(pattern).test(text)).toEqual(expected);
});

test.each(["(?=a)a", "(?<!a)b", "(a)\\1", "[[:alpha:]]", "a{b}", "*", "(?U)a+"])(
  "%s is refused: RE2 and JavaScript do not share it",
  (pattern) => {
    expect(() => re2(pattern)).toThrow(
      `regex "${pattern.replaceAll("\\", "\\\\")}": cannot be tried`,
    );
  },
);
