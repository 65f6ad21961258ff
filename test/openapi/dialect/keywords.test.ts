import { describe, expect, test } from "vitest";
import { usablePattern } from "../../../src/openapi/dialect/keywords.ts";

describe("a pattern is one that JavaScript takes in Unicode mode", () => {
  test.each([
    ["as it is", "^[a-z]+$", "^[a-z]+$"],
    ["with classes of Unicode", "\\p{L}\\u{1F43E}", "\\p{L}\\u{1F43E}"],
    ["without escapes that other dialects allow", "[\\w\\-\\_]+\\@\\-\\ \\/", "[\\w\\-_]+@- \\/"],
    ["with escapes of braces that repeat nothing", "^{[0-9]{4,}}$", "^\\{[0-9]{4,}\\}$"],
  ])("%s", (_, pattern, usable) => {
    expect(usablePattern(pattern)).toBe(usable);
    expect(() => new RegExp(usable, "u")).not.toThrow();
  });

  test.each(["[", "(?i)abc", "(?P<year>\\d+)", "a**"])("%s cannot be one", (pattern) => {
    expect(usablePattern(pattern)).toBeUndefined();
  });
});
