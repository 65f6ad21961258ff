import { expect, it } from "vitest";
import { firstBytes } from "../../../src/controller/loop/firstBytes.ts";

it.each([
  ["short", 5, "short"],
  ["short", 4, "shor"],
  ["é".repeat(3), 5, "éé"],
  ["a😀😀", 8, "a😀"],
  ["a😀", 4, "a"],
])("of %j the first %i bytes, in whole characters, are %j", (text, bytes, start) => {
  expect(firstBytes(text, bytes)).toBe(start);
});
