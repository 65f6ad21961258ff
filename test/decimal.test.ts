import fc from "fast-check";
import { expect, test } from "vitest";

import { isMultiple, isSameDecimal, scaled, unscaled } from "../src/decimal.ts";

test.each<[number | bigint, number | bigint, boolean]>([
  [19.99, 0.01, true],
  [4.35, 0.01, true],
  [0.07, 0.01, true],
  [0.005, 0.01, false],
  [-0.3, 0.1, true],
  [0, 0.1, true],
  [1e21, 0.01, true],
  [1e-7, 1e-9, true],
  [1e-9, 1e-7, false],
  [7, 0.7, true],
  [7.5, 2, false],
  [9007199254740993n, 3, true],
  [9007199254740993n, 2, false],
  [9007199254740994n, 0.5, true],
  [6, 9007199254740993n, false],
])("%s is a multiple of %s: %s", (value, step, expected) => {
  expect(isMultiple(value, step)).toBe(expected);
});

test("every number of hundredths is a multiple of a hundredth, and no number of thousandths between", () => {
  fc.assert(
    fc.property(fc.integer(), (hundredths) => {
      expect(isMultiple(unscaled(BigInt(hundredths), 2), 0.01)).toBe(true);
      expect(isMultiple(unscaled(BigInt(hundredths) * 10n + 5n, 3), 0.01)).toBe(false);
    }),
    { seed: 1 },
  );
});

test("numbers are scaled to integers and back", () => {
  expect(scaled([19.99, 0.001, 3, 9007199254740993n])).toEqual({
    digits: [19990n, 1n, 3000n, 9007199254740993000n],
    scale: 3,
  });
  expect(unscaled(1999n, 2)).toBe(19.99);
  expect(unscaled(900719925474099300n, 2)).toBe(9007199254740993n);
});

test.each([
  ["0.10", "0.1", true],
  ["1e2", "100", true],
  ["-1.50E-3", "-0.0015", true],
  ["+5.", "5", true],
  ["-0.0", "0", true],
  ["0.12345678901234567890", "0.12345678901234568", false],
  ["9007199254740993.0", "9007199254740992", false],
  ["1e400", "1e401", false],
])("the digits of %s and %s are the same: %j", (a, b, expected) => {
  expect(isSameDecimal(a, b)).toBe(expected);
});
