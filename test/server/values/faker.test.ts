import { expect, test } from "vitest";

import { fakerValue } from "../../../src/server/values/faker.ts";
import { seededRandom } from "../../../src/server/values/random.ts";

const fake = (asked: unknown, seed = "1") => fakerValue(asked, seededRandom(seed));

test.each<[unknown, unknown]>([
  ["person.firstName", expect.stringMatching(/^\p{Lu}/u)],
  [{ "number.int": { min: 7, max: 7 } }, 7],
  [{ "helpers.slugify": ["two words"] }, "two-words"],
  [{ "helpers.arrayElement": [["a"]] }, "a"],
  [{ "helpers.slugify": "two words" }, "two-words"],
])("%j is a method of Faker's with its arguments", (asked, expected) => {
  expect(fake(asked)).toEqual(expected);
});

test.each([
  "nothing.atAll",
  "person",
  "person.nothing",
  "person.firstName.length",
  "person.constructor",
  "constructor.constructor",
  "seed",
  7,
  {},
  { "number.int": { min: 9, max: 1 } },
])("%j is nothing", (asked) => {
  expect(fake(asked)).toBe(undefined);
});

test("the same seed gives the same value", () => {
  expect(fake("string.uuid")).toBe(fake("string.uuid"));
  expect(fake("string.uuid")).not.toBe(fake("string.uuid", "2"));
});

test("a locale is one of Faker's", () => {
  const months = (locale: string) => fakerValue("date.month", seededRandom("1"), locale);
  expect(months("de")).toEqual(expect.stringMatching(/^\p{Lu}/u));
  expect(months("nowhere")).toBe(undefined);
});
