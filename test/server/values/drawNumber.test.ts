import { expect, test } from "vitest";

import { isMultiple } from "../../../src/decimal.ts";
import type { SchemaObject } from "../../../src/server/schemas/schemas.ts";
import { generateNumber, randomNumber } from "../../../src/server/values/drawNumber.ts";
import { seededRandom } from "../../../src/server/values/random.ts";

const MANY = Array.from({ length: 200 }, (_, i) => i);

/** All values that 200 seeds give, each once. */
function all<T>(make: (random: () => number) => T): Set<T> {
  return new Set(MANY.map((seed) => make(seededRandom(String(seed)))));
}

test("every number within the limits is made", () => {
  const schema = { type: "integer", exclusiveMinimum: 2, maximum: 6 };
  expect([...all((random) => randomNumber(schema, random))].toSorted()).toEqual([3, 4, 5, 6]);
  const fifths = { type: "integer", multipleOf: 5, minimum: 5, maximum: 15 };
  expect(
    [...all((random) => randomNumber(fifths, random))].toSorted((a, b) => Number(a) - Number(b)),
  ).toEqual([5, 10, 15]);
});

test.each(["int8", "int32", "int64", "uint16"])("numbers of the format %s are whole", (format) => {
  for (const number of all((random) => randomNumber({ type: "number", format }, random))) {
    expect(Number.isInteger(Number(number))).toBe(true);
  }
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

test.each<[SchemaObject, number | bigint]>([
  [{}, 0],
  [{ minimum: -5, maximum: 5 }, 0],
  [{ minimum: 3 }, 3],
  [{ maximum: -3 }, -3],
  [{ exclusiveMinimum: 0 }, 1],
  [{ exclusiveMinimum: 0, maximum: 0.5 }, 0.25],
  [{ minimum: 0.2, exclusiveMaximum: 0.9 }, 0.2],
  [{ minimum: 2.5, type: "integer" }, 3],
  [{ minimum: 0.015, multipleOf: 0.01 }, 0.02],
  [{ exclusiveMinimum: 19.98, multipleOf: 0.01 }, 19.99],
  [{ type: "integer", multipleOf: 0.4, exclusiveMinimum: 2 }, 4],
  [{ type: "integer", minimum: 9223372036854775807n }, 9223372036854775807n],
  [{ type: "integer", exclusiveMinimum: 9007199254740991 }, 9007199254740992n],
  [{ type: "integer", exclusiveMaximum: -9007199254740993n }, -9007199254740994n],
  [{ type: "integer", minimum: 9007199254740993n, multipleOf: 10 }, 9007199254741000n],
])("the number for %o is %s", (schema, number) => {
  expect(generateNumber(schema)).toBe(number);
});

test.each<[SchemaObject, number | bigint, number | bigint]>([
  [{ format: "int64" }, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  [{ format: "uint64" }, 0, Number.MAX_SAFE_INTEGER],
  [{ format: "int64", minimum: 9223372036854775800n }, 9223372036854775800n, 9223372036854775807n],
  [
    { format: "uint64", minimum: 18446744073709551615n },
    18446744073709551615n,
    18446744073709551615n,
  ],
  [
    { minimum: 9007199254740993n, maximum: 9007199254740995n },
    9007199254740993n,
    9007199254740995n,
  ],
  [
    { format: "int64", maximum: -9223372036854775800n },
    -9223372036854775808n,
    -9223372036854775800n,
  ],
])("integers of %o are drawn from %s to %s", (schema, low, high) => {
  const made = [...all((random) => randomNumber({ type: "integer", ...schema }, random))];
  expect(made.filter((number) => number < low || number > high)).toEqual([]);
});

test("multiples of a fraction are decimals that also division by binary fractions finds whole", () => {
  const schema = { type: "number", multipleOf: 0.01, minimum: 0.01, exclusiveMaximum: 100 };
  for (const number of all((random) => randomNumber(schema, random))) {
    expect(isMultiple(number, 0.01)).toBe(true);
    expect(Number.isInteger(Number(number) / 0.01)).toBe(true);
  }
});
