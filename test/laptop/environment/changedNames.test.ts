import { expect, test } from "vitest";
import { changedNames } from "../../../src/laptop/environment/changedNames.ts";

test("variables that were added, removed or changed are named in order", () => {
  const before = new Map([
    ["SAME", "1"],
    ["GONE", "1"],
    ["CHANGED", "1"],
  ]);
  const after = new Map([
    ["SAME", "1"],
    ["CHANGED", "2"],
    ["ADDED", ""],
  ]);
  expect(changedNames(before, after)).toEqual(["ADDED", "CHANGED", "GONE"]);
});
