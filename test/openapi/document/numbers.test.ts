import { expect, test } from "vitest";

import { findInexact } from "../../../src/openapi/document/numbers.ts";

test.each([
  ["0.12345678901234567890", ["0.12345678901234567890"]],
  ["[1234567.1234567891, -9007199254740993.0]", ["1234567.1234567891", "-9007199254740993.0"]],
  ['{"a":9007199254740993e1}', ["9007199254740993e1"]],
  ["a: .12345678901234567890\nb: 1\n", [".12345678901234567890"]],
  ["a: 0.1234567890123456, b: 9007199254740993, c: 1e30, d: 1234567890.50", []],
  ['"0.12345678901234567890"', []],
  [
    "v1.1234567890.1234567890123, 123456789012345678ab, 2024-01-01T00:00:00.123456789012345678Z",
    [],
  ],
])("numbers that lose digits in %j", (text, expected) => {
  expect(findInexact(text).map(({ written }) => written)).toEqual(expected);
  for (const { at, written } of findInexact(text)) expect(text.indexOf(written)).toBe(at);
});
