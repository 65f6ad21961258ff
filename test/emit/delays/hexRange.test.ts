import fc from "fast-check";
import { expect, test } from "vitest";
import { hexRange } from "../../../src/emit/delays/hexRange.ts";

test.each([
  [0, 16, 1, "[0-9a-fA-F]"],
  [3, 4, 1, "3"],
  [10, 11, 1, "[aA]"],
  [9, 12, 1, "[9a-bA-B]"],
  [0, 256, 2, "[0-9a-fA-F][0-9a-fA-F]"],
  [0x12, 0x15, 2, "1[2-4]"],
  [0x1f, 0x31, 2, "(?:1[fF]|2[0-9a-fA-F]|30)"],
])("from %i to before %i in %i digits is %s", (from, to, digits, pattern) => {
  expect(hexRange(from, to, digits)).toBe(pattern);
});

test("a number matches if and only if it is in the range, in small letters and in capitals", () => {
  const ranges = fc
    .tuple(fc.nat(255), fc.nat(255))
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 }));
  fc.assert(
    fc.property(ranges, ({ from, to }) => {
      const pattern = new RegExp(`^(?:${hexRange(from, to, 2)})$`);
      const numbers = Array.from({ length: 256 }, (_, number) => number);
      const texts = numbers.map((number) => number.toString(16).padStart(2, "0"));
      const expected = numbers.filter((number) => number >= from && number < to);
      expect(numbers.filter((number) => pattern.test(texts[number] ?? ""))).toEqual(expected);
      expect(numbers.filter((number) => pattern.test(texts[number]?.toUpperCase() ?? ""))).toEqual(
        expected,
      );
    }),
    { seed: 1, numRuns: 500 },
  );
});
