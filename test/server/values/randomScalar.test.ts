import fc from "fast-check";
import { expect, test } from "vitest";

import { seededRandom } from "../../../src/server/values/random.ts";
import { randomNumber, randomText } from "../../../src/server/values/randomScalar.ts";

const MANY = Array.from({ length: 200 }, (_, i) => i);

/** All values that 200 seeds give, each once. */
function all<T>(make: (random: () => number) => T): Set<T> {
  return new Set(MANY.map((seed) => make(seededRandom(String(seed)))));
}

test("every number within the limits is made", () => {
  const schema = { type: "integer", exclusiveMinimum: 2, maximum: 6 };
  expect([...all((random) => randomNumber(schema, random))].toSorted()).toEqual([3, 4, 5, 6]);
  const fifths = { type: "integer", multipleOf: 5, minimum: 5, maximum: 15 };
  expect([...all((random) => randomNumber(fifths, random))].toSorted((a, b) => a - b)).toEqual([
    5, 10, 15,
  ]);
});

test("the widest limits give finite numbers", () => {
  const limits = { minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE };
  for (const number of all((random) => randomNumber({ type: "number", ...limits }, random))) {
    expect(Number.isFinite(number)).toBe(true);
  }
});

test("numbers without limits go up to 1,000, or as far beyond one limit", () => {
  const within = (schema: object, low: number, high: number) => {
    const made = [...all((random) => randomNumber({ type: "integer", ...schema }, random))];
    expect(made.filter((number) => number < low || number > high)).toEqual([]);
    expect(made.length).toBeGreaterThan(50);
  };
  within({}, 0, 1_000);
  within({ minimum: 5_000 }, 5_000, 6_000);
  within({ maximum: -5_000 }, -6_000, -5_000);
});

test("a text takes all alternatives and characters of its pattern", () => {
  const schema = { type: "string", pattern: "^(?:a|bc)[12]{1,2}$" };
  expect([...all((random) => randomText(schema, random))].toSorted()).toEqual(
    ["a", "bc"].flatMap((start) => ["1", "11", "12", "2", "21", "22"].map((end) => start + end)),
  );
});

test("texts are of any length that is asked for", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(40), fc.nat(40), (seed, least, more) => {
      const schema = { minLength: least, maxLength: least + more };
      const { length } = randomText(schema, seededRandom(seed));
      expect(length >= least && length <= least + more).toBe(true);
    }),
    { seed: 1 },
  );
});
