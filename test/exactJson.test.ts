import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { hasLongInteger, parseJson, readJson, stringifyJson } from "../src/exactJson.ts";

describe("JSON is read", () => {
  test.each<[string, unknown]>([
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", 9007199254740992n],
    ["-9223372036854775808", -9223372036854775808n],
    ["[1,\n 18446744073709551616]", [1, 18446744073709551616n]],
    [
      '{"a":9007199254740993,"b":{"c":-9007199254740993}}',
      { a: 9007199254740993n, b: { c: -9007199254740993n } },
    ],
    ["0.12345678901234567", Number("0.12345678901234567")],
    ["1e30", 1e30],
    ["12345678901234567890.0", Number("12345678901234567890")],
    ["12345678901234567890e1", Number("123456789012345678900")],
    ['"9007199254740993"', "9007199254740993"],
    ['["a, 9007199254740993, b"]', ["a, 9007199254740993, b"]],
    [
      '["\\\\", 9007199254740993, "\\", 9007199254740993 "]',
      ["\\", 9007199254740993n, '", 9007199254740993 '],
    ],
    ['{"9007199254740993":9007199254740993}', { "9007199254740993": 9007199254740993n }],
    [
      '{"__proto__":9007199254740993}',
      JSON.parse('{"__proto__":0}', (key, value) => (key ? 9007199254740993n : value)),
    ],
  ])("with all digits of its integers: %s", (text, value) => {
    expect(parseJson(text)).toEqual(value);
    expect(readJson(text).isLong).toBe(hasLongInteger(value));
  });

  test.each([
    "{9007199254740993}",
    '{"a":9007199254740993,}',
    "09007199254740993",
    "[9007199254740993",
  ])("with the error that it has anyway: %s", (text) => {
    const errorOf = (parse: (text: string) => unknown) => {
      try {
        return parse(text);
      } catch (error) {
        return String(error);
      }
    };
    expect(errorOf(parseJson)).toBe(errorOf(JSON.parse));
  });
});

describe("JSON is written", () => {
  test("with all digits", () => {
    const value = { a: [-9223372036854775808n, 1.5], b: "9007199254740993" };
    expect(stringifyJson(value)).toBe('{"a":[-9223372036854775808,1.5],"b":"9007199254740993"}');
    expect(stringifyJson([9007199254740993n], 1)).toBe("[\n 9007199254740993\n]");
    expect(stringifyJson(undefined)).toBe(undefined);
  });

  test("not if it leads back to itself", () => {
    const circle: unknown[] = [1n];
    circle.push(circle);
    expect(() => stringifyJson(circle)).toThrow("circular");
  });
});

test("what is written is read again, whatever its white space is", () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.bigInt().filter((integer) => !Number.isSafeInteger(Number(integer))),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom(null, '"', "\\", '\\" , 9007199254740993,', " 9007199254740993 ", "\n"),
      fc.string({ unit: "binary" }),
      fc.array(tie("value")),
      fc.dictionary(fc.string(), tie("value")),
    ),
  }));
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 1), (written, space) => {
      expect(parseJson(stringifyJson(written, space) ?? "")).toEqual(written);
    }),
    { seed: 1 },
  );
});
