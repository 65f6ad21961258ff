import { expect, test } from "vitest";
import { quantityValue } from "../../../src/config/values/quantityValue.ts";

test.each([
  ["1", 1],
  ["500m", 0.5],
  ["1.5", 1.5],
  [".5Gi", 2 ** 29],
  ["64Ki", 65_536],
  ["256Mi", 2 ** 28],
  ["2k", 2000],
  ["3E", 3e18],
  ["1Ei", 2 ** 60],
  ["12e6", 12_000_000],
  ["1E3", 1000],
])("%s is %d", (quantity, value) => {
  expect(quantityValue(quantity)).toBeCloseTo(value, 9);
});
