import { expect, test } from "vitest";
import { tagValue, tagValues } from "../../../src/sources/datadog/tag.ts";

// Cases of normalize_test.go of Datadog's agent (pkg/trace/traceutil/normalize) that concern values.
test.each([
  ["GET /users/{id}/Pets", "get_/users/_id_/pets"],
  ["GET /users/{id}", "get_/users/_id"],
  ["TestCAPSandSuch", "testcapsandsuch"],
  ["Test Conversion Of Weird !@#$%^&**() Characters", "test_conversion_of_weird_characters"],
  ["allowed:c0l0ns", "allowed:c0l0ns"],
  ["127.site.platform-db-replica1", "127.site.platform-db-replica1"],
  ["1🐨1animal-db🐶", "1_1animal-db"],
  ["🐨animal-db🐶", "_animal-db"],
  ["ünicöde:metäl", "ünicöde:metäl"],
  ["AlsO:œ#@ö))œk", "also:œ_ö_œk"],
  ["Data🐨dog🐶 繋がっ⛰てて", "data_dog_繋がっ_てて"],
  ["contiguous_____underscores", "contiguous_underscores"],
  ["foo_", "foo"],
  [" ", ""],
  ["", ""],
  ["ſodd_ſcaseſ", "ſodd_ſcaseſ"],
  ["Kelvin \u212a", "kelvin_\u212a"],
])("%j is %j as a tag's value", (text, value) => {
  expect(tagValue(text)).toBe(value);
});

test("a value is read for 200 characters, those that are no letters among them", () => {
  expect(tagValue("a".repeat(888))).toBe("a".repeat(200));
  expect(tagValue(`A${"0".repeat(197)} ${"0".repeat(12)}`)).toBe(`a${"0".repeat(197)}_0`);
  expect(tagValue(`A${"0".repeat(198)} ${"0".repeat(12)}`)).toBe(`a${"0".repeat(198)}`);
});

test("a value is read for 400 bytes", () => {
  expect(tagValue(`a${"🐶".repeat(799)}b`)).toBe("a");
});

test("a value is the same after being a tag's value once", () => {
  for (const text of ["GET /a{b}c/{d}", "日本 / 語", "x".repeat(300)]) {
    expect(tagValue(tagValue(text))).toBe(tagValue(text));
  }
});

test("a long value has two forms: cut by itself, and cut with its key", () => {
  const path = `/${"a".repeat(300)}`;
  expect(tagValues("resource_name", path).map(({ length }) => length)).toEqual([200, 186]);
  expect(tagValues("resource_name", "/short")).toEqual(["/short"]);
});
