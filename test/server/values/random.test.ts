import { expect, test } from "vitest";

import { pick, randomWhole, seededRandom } from "../../../src/server/values/random.ts";

test("one text gives the same numbers again, from 0 to below 1", () => {
  const numbers = (text: string) => {
    const random = seededRandom(text);
    return Array.from({ length: 1_000 }, random);
  };
  expect(numbers("meadow")).toEqual(numbers("meadow"));
  expect(numbers("meadow")).not.toEqual(numbers("forest"));
  expect(numbers("").every((number) => number >= 0 && number < 1)).toBe(true);
});

test("a whole number lies within its ends, and both are reached", () => {
  expect([randomWhole(() => 0, 2, 5), randomWhole(() => 0.999, 2, 5)]).toEqual([2, 5]);
  expect(randomWhole(() => 1 - 2 ** -53, 0, Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
});

test("any choice may be picked, but there must be one", () => {
  expect([0, 0.5, 0.9].map((number) => pick(() => number, ["a", "b", "c"]))).toEqual([
    "a",
    "b",
    "c",
  ]);
  expect(() => pick(() => 0, [])).toThrow("there is nothing to pick from");
});
